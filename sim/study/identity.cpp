#include "study/identity.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace careway {

namespace {

/// Names and shapes of all that is measured: a last guard, for what the other lines do not tell.
std::string measures_key(const Results& r) {
  std::string text;
  const auto add = [&](const auto& word) { text += word, text += '\n'; };
  const auto number = [&](auto n) { add(std::to_string(n)); };
  for (const std::string& site : r.sites) add(site);
  for (const TimeBucket& bucket : r.buckets) number(bucket.from), number(bucket.until);
  for (const ClockResult& clock : r.clocks) {
    add(clock.name);
    add(clock.count);
    for (const Ticks t : clock.thresholds) number(t);
    for (const auto& cut : clock.cuts) {
      add(cut.attribute);
      for (const std::string& label : cut.labels) add(label);
    }
  }
  for (const LevelResult& level : r.levels) {
    add(level.name);
    for (const auto& snapshot : level.snapshots) add(snapshot.when);
  }
  for (const CountResult& count : r.counts) add(count.name);
  for (const BlockedResult& pair : r.blocked) add(pair.holder), add(pair.waited_for);
  for (const FlowResult& flow : r.flows) add(flow.from), add(flow.to);
  return key_text(bytes_key(text));
}

std::string days_text(Ticks time) {
  const std::string whole = std::to_string(time / ticks_per_day) + " days";
  return time % ticks_per_day == 0 ? whole : whole + " and " + std::to_string(time % ticks_per_day) + " ms";
}

const std::string* value_of(const std::vector<IdentityLine>& lines, const std::string& name) {
  const auto at = std::find_if(lines.begin(), lines.end(), [&](const IdentityLine& line) { return line.name == name; });
  return at == lines.end() ? nullptr : &at->value;
}

std::string shown(const std::string& value) { return value.empty() ? "none" : value; }

bool is_key(const IdentityLine& line) { return line.name.starts_with("file ") || line.name.starts_with("point ") || line.name == "measures" || line.name == "program file"; }

}  // namespace

std::vector<IdentityLine> identity_of(const Results& r) {
  std::vector<IdentityLine> lines{{"program version", r.program_version},
                                  {"program revision", r.revision},
                                  {"scenario", r.scenario},
                                  {"model", r.model},
                                  {"seed", std::to_string(r.seed)},
                                  {"start", to_text(r.start)},
                                  {"warm-up", days_text(r.warm_up)},
                                  {"length", days_text(r.length)}};
  for (const InputText& input : r.inputs) lines.push_back({"file " + input.name, key_text(bytes_key(input.text))});
  lines.push_back({"measures", measures_key(r)});
  return lines;
}

std::vector<std::string> differences(const std::vector<IdentityLine>& there, const std::vector<IdentityLine>& here) {
  if (there == here) return {};
  std::vector<std::string> words;
  for (const IdentityLine& line : there) {
    const std::string* other = value_of(here, line.name);
    if (other == nullptr) words.push_back(line.name + " is only there");
    else if (*other != line.value) words.push_back(is_key(line) ? line.name + " is another" : line.name + " is " + shown(line.value) + ", not " + shown(*other));
  }
  for (const IdentityLine& line : here)
    if (value_of(there, line.name) == nullptr) words.push_back(line.name + " is only here");
  return words;
}

}  // namespace careway
