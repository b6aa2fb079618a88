#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "base/words.hpp"
#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "cli/story.hpp"

namespace careway {

namespace {

/// "office.arrivals.people@north" as "office.people", "office.people@north", ...
bool is_called(const SourceInfo& source, const std::string& name) {
  for (std::string full : {source.name, source.keyed}) {
    if (full == name) return true;
    if (const std::size_t at = full.find(".arrivals."); at != std::string::npos) full.erase(at, 9);
    if (full == name) return true;
  }
  return false;
}

std::vector<std::string> source_names(const Network& net) {
  std::vector<std::string> names;
  for (const SourceInfo& source : net.sources) {
    std::string name = source.name;
    if (const std::size_t at = name.find(".arrivals."); at != std::string::npos) name.erase(at, 9);
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  return names;
}

/// "2023-11-03 14:05:09".
std::string exact_instant(Ticks at, Date start) {
  return fmt::format("{}:{:02}", instant_text(at, start), at % ticks_per_minute / ticks_per_second);
}

nlohmann::json line_json(const StoryLine& line, Date start) {
  nlohmann::json entry = {{"at", exact_instant(line.at, start)}, {"ms", line.at}, {"kind", line.kind}, {"text", line.text}};
  if (!line.step.empty()) entry["step"] = line.step;
  if (!line.resource.empty()) entry["resource"] = line.resource;
  if (line.lasting) entry["lasting_ms"] = *line.lasting;
  if (line.waiting) entry["others_waiting"] = *line.waiting;
  if (line.in_use) entry["in_use"] = *line.in_use;
  if (line.scheduled) entry["scheduled_capacity"] = *line.scheduled;
  for (const auto& [doing, units] : line.held_by) entry["held_by"][doing] = units;
  for (const auto& [name, value] : line.attributes) entry["attributes"][name] = value;
  return entry;
}

void print_json(const TraceOptions& options, const Story& story, const Network& net) {
  nlohmann::json result = {{"patient", options.patient}, {"replication", options.replication}, {"source", net.sources[story.source()].keyed}};
  result["story"] = nlohmann::json::array();
  for (const StoryLine& line : story.lines) result["story"].push_back(line_json(line, net.start));
  fmt::print("{}\n", result.dump());
}

/// The instant stands only where it changes; steps are headings.
void print_lines(const Story& story, const Network& net) {
  std::string last;
  for (const StoryLine& line : story.lines) {
    const std::string instant = instant_text(line.at, net.start);
    fmt::print("{:<16}  {}{}\n", instant == last ? "" : instant, line.kind == "step" || line.kind == "arrives" || line.kind == "leaves" ? "" : "  ", line.text);
    last = instant;
  }
}

}  // namespace

Exit trace_command(const TraceOptions& options) {
  const Loaded loaded = load(options.file, {});
  const Network& net = loaded.net;
  Followed followed;
  followed.number = options.patient;
  if (!options.source.empty()) {
    bool any = false;
    for (const SourceInfo& source : net.sources) {
      followed.sources.push_back(is_called(source, options.source));
      any = any || followed.sources.back();
    }
    if (!any) {
      say("careway: \"{}\" is no source of arrivals; {}\n", options.source, suggestion(options.source, source_names(net)));
      return Exit::wrong_input;
    }
  }
  Story story(net, followed);
  const Layout layout(net);
  const Record record = Engine(net, layout, loaded.text.experiment.seed, options.replication, &story).run();
  story.end(record.ended);
  if (!story.found()) {
    say("careway: no patient {}: in replication {} only {} arrive{}\n", options.patient, options.replication, story.arrived(),
               options.source.empty() ? "" : " from " + options.source);
    return Exit::wrong_input;
  }
  if (options.json) print_json(options, story, net);
  else print_lines(story, net);
  return Exit::good;
}

}  // namespace careway
