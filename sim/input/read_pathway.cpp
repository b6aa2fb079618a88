#include "input/read_pathway.hpp"

#include "input/read_arrivals.hpp"
#include "input/read_resource.hpp"
#include "input/read_shared.hpp"
#include "input/read_steps.hpp"
#include "input/values.hpp"

namespace careway {

Pathway read_pathway(Reader& reader, const YamlNode& tree, const Word& name) {
  Pathway pathway;
  pathway.name = name.text;
  pathway.place = name.place;
  const Fields fields(reader, {&tree, name.text}, "pathway");
  if (!fields.usable()) return pathway;
  if (const auto about = fields.get("about")) pathway.about = read_text(reader, *about);
  if (const auto per = fields.get("per")) pathway.per_site = read_word(reader, *per, {"site"}).has_value();
  if (const auto resources = fields.get("resources")) pathway.resources = read_resources(reader, *resources);
  if (const auto arrivals = fields.get("arrivals")) pathway.arrivals = read_arrivals(reader, *arrivals);
  if (const auto steps = fields.get("steps")) pathway.steps = read_steps(reader, *steps);
  read_shared(fields, pathway);
  return pathway;
}

}  // namespace careway
