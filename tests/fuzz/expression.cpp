// Any bytes as a condition or formula, as a number, a duration, a rate, a share and a date: what stands in one field.
#include <cstdint>
#include <cmath>
#include <cstdlib>
#include <string>

#include "base/findings.hpp"
#include "input/expressions.hpp"
#include "input/scalars.hpp"

using namespace careway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  YamlNode node;
  node.text.assign(reinterpret_cast<const char*>(data), size);
  node.kind = YamlNode::Kind::scalar;
  node.place = {0, 1, 1};
  Findings findings;
  const auto tree = parse_expression(node, "x", findings);
  if (tree.has_value() == findings.has_errors()) std::abort();  // one of the two, never both
  for (const auto& value : {parse_number(node.text), parse_share(node.text), parse_duration(node.text), parse_rate(node.text)})
    if (value && !std::isfinite(*value)) std::abort();
  parse_time_of_day(node.text);
  parse_weekday(node.text);
  parse_truth(node.text);
  return 0;
}
