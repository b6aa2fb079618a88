#include "input/read_experiment.hpp"

#include <charconv>

#include "input/expressions.hpp"
#include "input/read_people.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::int64_t most_replications = 1'000'000;

/// Any 64-bit number: seeds are often copied from elsewhere.
std::optional<std::uint64_t> read_seed(Reader& reader, const Spot& at) {
  const Spot spot = unwrapped(reader, at);
  const std::string& text = spot.node->text;
  std::uint64_t seed = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), seed);
  const bool whole = spot.node->is_scalar() && !spot.node->quoted && trouble == std::errc() && end == text.data() + text.size();
  if (whole && (text.size() == 1 || text[0] != '0')) return seed;
  wrong(reader, spot, "a whole number, 0 or more (below 2 to the power of 64)");
  return std::nullopt;
}

}  // namespace

Experiment read_experiment(Reader& reader, const Spot& spot) {
  Experiment experiment;
  const Fields fields(reader, spot, "experiment");
  if (!fields.usable()) return experiment;
  if (const auto type = fields.get("type"))
    experiment.type = static_cast<Experiment::Type>(read_word(reader, *type, {"horizon", "steady"}).value_or(0));
  if (const auto start = fields.get("start")) experiment.start = read_date(reader, *start).value_or(experiment.start);
  if (const auto warm_up = fields.get("warm_up"))
    experiment.warm_up = read_ticks(reader, *warm_up, Sign::not_negative).value_or(0);
  if (const auto length = fields.require("length", "the measured time, such as 30 days")) {
    experiment.length = read_ticks(reader, *length, Sign::positive).value_or(0);
    experiment.length_place = length->place();
  }
  if (const auto replications = fields.get("replications"))
    experiment.replications = static_cast<int>(read_whole(reader, *replications, {1, most_replications}).value_or(1));
  if (const auto seed = fields.get("seed")) experiment.seed = read_seed(reader, *seed).value_or(1);
  if (const auto bucket = fields.get("bucket"))
    experiment.bucket = static_cast<Experiment::Bucket>(read_word(reader, *bucket, {"day", "week", "month"}).value_or(1));
  if (const auto stop = fields.get("stop_when"))
    experiment.stop_when = parse_expression(*stop->node, stop->path, reader.findings);
  if (const auto with = fields.get("with"))
    for (const Spot& item : items_of(reader, *with)) experiment.with.push_back(read_name(reader, item).text);
  if (const auto census = fields.get("census")) experiment.present = read_census(reader, *census);
  if (const auto stock = fields.get("stock"))
    for (Present& one : read_stocks(reader, *stock)) experiment.present.push_back(std::move(one));
  return experiment;
}

}  // namespace careway
