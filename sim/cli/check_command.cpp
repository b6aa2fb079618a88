#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "cli/commands.hpp"
#include "study/offered_load.hpp"

namespace careway {

namespace {

constexpr double warn_above = 1.0;

std::string load_name(const Network& net, const ResourceLoad& load) {
  return net.resources[load.resource].name + (load.site == no_index ? "" : "@" + net.sites[load.site]);
}

std::string hour_text(int hour) { return fmt::format("{} {:02}:00", weekday_names[hour / 24], hour % 24); }

std::string day_text(const Network& net, Ticks since_start) { return to_text(Date{net.start.days + since_start / ticks_per_day}); }

void print_table(const Network& net, const std::vector<ResourceLoad>& loads) {
  std::size_t width = 8;
  for (const ResourceLoad& load : loads) width = std::max(width, load_name(net, load).size());
  const bool by_hour = std::any_of(loads.begin(), loads.end(), [](const ResourceLoad& load) { return load.by_hour; });
  fmt::print("\n{:<{}}  {:>10}  {:>12}  {:>6}{}\n", "resource", width, "capacity", "offered load", "share", by_hour ? "  busiest hour of the week" : "");
  for (const ResourceLoad& load : loads) {
    const std::string name = load_name(net, load);
    constexpr double shown_from = 0.05;
    const std::string closed = load.closed >= shown_from ? fmt::format("  and {:.1f} by patients of `initial`, who may go round for ever", load.closed) : "";
    if (load.unlimited) {
      fmt::print("{:<{}}  {:>10}  {:>12.1f}{}\n", name, width, "unlimited", load.load, closed);
      continue;
    }
    const double share = load.capacity > 0 ? load.load / load.capacity : 0;
    const std::string percent = load.capacity > 0 || load.load < shown_from ? fmt::format("{:.0f}%", 100 * share) : "none";
    const std::string busiest = load.by_hour && load.worst_hour_load > 0 ? fmt::format("  {} ({:.1f} of {:.1f})", hour_text(load.worst_hour), load.worst_hour_load, load.worst_hour_capacity) : "";
    fmt::print("{:<{}}  {:>10.1f}  {:>12.1f}  {:>6}{}{}{}\n", name, width, load.capacity, load.load, percent, busiest, closed,
               share >= warn_above ? "  OVERLOADED" : "");
  }
}

/// What gives way when demand grows.
void print_first(const Network& net, const std::vector<ResourceLoad>& loads) {
  const auto first = saturates_first(loads);
  if (!first) return;
  const ResourceLoad& load = loads[first->entry];
  const std::string busiest = load.by_hour ? fmt::format(" over the week, at {:.2f} times in its busiest hour ({})", first->busiest_hour, hour_text(load.worst_hour)) : "";
  fmt::print("\n{} is full first as demand grows: at {:.2f} times these arrivals{}\n", load_name(net, load), first->times, busiest);
}

nlohmann::json first_json(const Network& net, const std::vector<ResourceLoad>& loads) {
  const auto first = saturates_first(loads);
  if (!first) return nullptr;
  nlohmann::json entry = {{"resource", load_name(net, loads[first->entry])}, {"times_arrivals", first->times}};
  if (loads[first->entry].by_hour) entry["times_arrivals_in_busiest_hour"] = first->busiest_hour;
  return entry;
}

nlohmann::json load_json(const Network& net, const std::vector<ResourceLoad>& loads) {
  nlohmann::json list = nlohmann::json::array();
  for (const ResourceLoad& load : loads) {
    nlohmann::json entry = {{"resource", net.resources[load.resource].name}, {"offered_load", load.load}};
    if (load.site != no_index) entry["site"] = net.sites[load.site];
    entry["capacity"] = load.unlimited ? nlohmann::json(nullptr) : nlohmann::json(load.capacity);
    if (load.closed > 0) entry["offered_by_closed_population"] = load.closed;
    if (!load.unlimited && load.by_hour && load.worst_hour_load > 0)
      entry["busiest_hour"] = {{"hour_of_week", load.worst_hour}, {"offered_load", load.worst_hour_load}, {"capacity", load.worst_hour_capacity}};
    list.push_back(entry);
  }
  return list;
}

nlohmann::json findings_json(const Findings& findings, const SourceTexts& texts) {
  nlohmann::json list = nlohmann::json::array();
  for (const Finding& f : findings.sorted())
    list.push_back({{"severity", f.severity == Severity::error ? "error" : "warning"},
                    {"file", f.place.file < texts.size() ? texts.name(f.place.file) : ""},
                    {"line", f.place.line},
                    {"column", f.place.column},
                    {"path", f.path},
                    {"problem", f.problem},
                    {"remedy", f.remedy}});
  return list;
}

}  // namespace

Exit check_command(const CheckOptions& options) {
  if (!options.json && is_design(options.file)) return check_sweep(options.file);
  LoadOptions load_options;
  load_options.strict_sources = options.strict;
  load_options.needs_experiment = false;
  std::string words;
  SourceTexts texts;
  if (options.json) load_options.report = &words;
  load_options.texts = &texts;
  try {
    const Loaded loaded = load(options.file, load_options);
    const Network& net = loaded.net;
    const std::vector<ResourceLoad> loads = offered_load(net);
    if (options.json) {
      fmt::print("{}\n", nlohmann::json{{"good", true}, {"findings", findings_json(loaded.text.findings, loaded.text.texts)}, {"resources", load_json(net, loads)}, {"measured", loads.empty() ? nlohmann::json(nullptr) : nlohmann::json{{"from", day_text(net, loads[0].from)}, {"to", day_text(net, loads[0].until - 1)}}}, {"saturates_first", first_json(net, loads)}}.dump());
      return Exit::good;
    }
    const auto several = [](std::size_t number, const char* what) { return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s"); };
    fmt::print("{}: good. {}, {}, {}, {} of arrivals, {}", options.file, several(net.pathways.size(), "pathway"), several(net.steps.size(), "step"),
               several(net.resources.size(), "resource"), several(net.sources.size(), "source"), several(net.clocks.size(), "clock"));
    if (!net.sites.empty()) fmt::print(", {} sites", net.sites.size());
    fmt::print("\n");
    if (loads.empty() && net.instance_count > 0) {
      fmt::print("\noffered load: not worked out, for even a week of it would take too long: too many come, or they never leave\n");
      return Exit::good;
    }
    if (!loads.empty()) fmt::print("\noffered load: units in use if there were always enough of everything, from {} to {}\n", day_text(net, loads[0].from), day_text(net, loads[0].until - 1));
    print_table(net, loads);
    print_first(net, loads);
    return Exit::good;
  } catch (const InputRefused& refused) {
    if (options.json) fmt::print("{}\n", nlohmann::json{{"good", false}, {"findings", findings_json(refused.findings, texts)}}.dump());
    throw;
  }
}

}  // namespace careway
