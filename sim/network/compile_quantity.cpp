// Quantities into nodes and leaves: what is drawn, on which key, from which table.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/mix.hpp"
#include "base/words.hpp"
#include "network/compiler.hpp"
#include "network/distributions.hpp"
#include "random/distributions.hpp"

namespace careway {

std::uint16_t Compiler::new_counter() {
  if (out_.counter_slots == no_slot) return no_slot;
  return out_.counter_slots++;
}

/// Which draws follow which. A draw may follow one other, so that a chain or a star of them is joined without contradiction.
void Compiler::compile_correlations() {
  std::vector<const Correlation*> all;
  for_each_blocks([&](const SharedBlocks& blocks, const std::string&) {
    for (const Correlation& text : blocks.correlations) all.push_back(&text);
  });
  std::map<std::string, const Correlation*> follows;
  for (const Correlation* text : all) {
    const auto [at, fresh] = follows.emplace(text->b.text, text);
    if (!fresh)
      findings_.error(text->b.place, text->path, "\"" + text->b.text + "\" follows another draw already", "a draw may follow only one other; let a third follow it",
                      at->second->place);
  }
  for (const Correlation* text : all) {
    const Correlation* at = text;
    for (std::size_t steps = 0; at != nullptr; ++steps) {
      if (at->a.text == text->b.text || steps > all.size()) {
        findings_.error(text->place, text->path, "\"" + text->b.text + "\" follows itself in the end", "take one of the pairs away");
        return;
      }
      const auto next = follows.find(at->a.text);
      at = next == follows.end() ? nullptr : next->second;
    }
  }
  for (const auto& [name, text] : follows) {
    joint_index_[name] = static_cast<std::uint32_t>(out_.joints.size());
    out_.joints.push_back({name_key("draw:" + text->a.text), no_index, text->rho});
  }
  for (const auto& [name, text] : follows)
    if (const auto chain = joint_index_.find(text->a.text); chain != joint_index_.end()) out_.joints[joint_index_[name]].joint = chain->second;
}

/// A pair that names a draw which nothing makes would join nothing, unseen.
void Compiler::expect_named_draws() {
  std::vector<std::string> names;
  for (const auto& [name, uses] : named_draws_) names.push_back(name);
  for (const auto& [name, uses] : named_draws_) {
    if (uses.size() > 1 || joint_index_.count(name) > 0) continue;
    const auto near = std::find_if(names.begin(), names.end(), [&, &word = name](const std::string& other) { return one_slip_apart(other, word); });
    if (near != names.end()) findings_.warning(uses.begin()->second, uses.begin()->first, "nothing else shares the draw \"" + name + "\"", "did you mean \"" + *near + "\"?");
  }
  for_each_blocks([&](const SharedBlocks& blocks, const std::string&) {
    for (const Correlation& text : blocks.correlations)
      for (const Word& word : {text.a, text.b}) {
        if (!word.given() || named_draws_.count(word.text) > 0) continue;
        const std::string near = nearest_word(word.text, names);
        findings_.error(word.place, text.path, "\"" + word.text + "\" is no draw",
                        near.empty() ? "write draw: " + word.text + " beside the quantity that is meant" : "did you mean \"" + near + "\"?");
      }
  });
}

/// The draw is called so by the user: whoever uses the name uses the same uniform.
void Compiler::name_draw(LeafCode& code, const std::string& draw, Place place, const std::string& path) {
  named_draws_[draw].emplace(path, place);
  code.draw_key = name_key("draw:" + draw);
  const auto joint = joint_index_.find(draw);
  code.joint = joint == joint_index_.end() ? no_index : joint->second;
}

LeafCode Compiler::leaf_code(const DrawName& draw, bool duration) {
  LeafCode code;
  code.draw_key = name_key(draw.name);
  code.duration = duration;
  if (draw.may_repeat) code.counter = new_counter();
  return code;
}

std::optional<std::uint32_t> Compiler::attribute_named(const std::string& name, Place place, const std::string& path) {
  const auto found = symbols_.attributes.find(name);
  if (!found && symbols_.attributes.size() == 0)
    findings_.error(place, path, "\"" + name + "\" is not an attribute: patients have none at all", "give it to them with set:");
  else if (!found) unknown_name(findings_, place, path, name, "attribute", symbols_.attributes.names());
  return found;
}

std::uint32_t Compiler::leaf(Leaf value, const LeafCode& code) {
  QuantityNode node;
  node.kind = QuantityNode::Kind::leaf;
  node.first = static_cast<std::uint32_t>(parameters_.leaves.size());
  value.draw_key = code.draw_key;
  value.counter = code.counter;
  value.times = code.times;
  value.joint = code.joint;
  value.few = value.choice != no_index && parameters_.choices[value.choice].values.size() <= few_choices;
  parameters_.leaves.push_back(value);
  out_.leaf_codes.push_back(code);
  out_.quantities.push_back(node);
  return static_cast<std::uint32_t>(out_.quantities.size() - 1);
}

std::uint32_t Compiler::choice_leaf(const std::vector<double>& weights, const std::vector<double>& values, const LeafCode& code) {
  bool some = false;
  for (const double weight : weights) some = some || weight > 0;
  if (!some) return leaf({}, code);  // said elsewhere: an error of the shares
  Leaf choice;
  choice.choice = static_cast<std::uint32_t>(parameters_.choices.size());
  FewChoices few;
  if (values.size() <= few_choices) few = FewChoices(weights, values);
  parameters_.choices.push_back({few, ChoiceTable(weights), values});
  return leaf(choice, code);
}

std::uint32_t Compiler::quantity(const Quantity& text, const DrawName& draw, const Scope& scope,
                                 std::optional<std::uint32_t> attribute) {
  return quantity_node(text, leaf_code(draw, text.dimension == Dimension::duration && !attribute), scope, attribute);
}

std::uint32_t Compiler::quantity_node(const Quantity& text, const LeafCode& shared_code, const Scope& scope,
                                      std::optional<std::uint32_t> attribute) {
  LeafCode code = shared_code;
  if (!text.draw.empty()) name_draw(code, text.draw, text.place, text.path);
  if (text.times) code.times = expression(*text.times, scope, text.path + ".times", Meaning::number);
  Leaf value;
  value.plus = text.plus;
  value.bounded = text.at_least || text.at_most;
  value.at_least = text.at_least.value_or(-1e300);
  value.at_most = text.at_most.value_or(1e300);
  switch (text.kind) {
    case Quantity::Kind::fixed:
      value.fixed = true;
      value.plus += text.number;
      add_residual(static_cast<std::uint32_t>(parameters_.leaves.size()), text, distribution::constant(text.number), code);
      return leaf(value, code);
    case Quantity::Kind::label: {
      const auto label = attribute ? symbols_.label_value(*attribute, text.label) : std::nullopt;
      if (!label) {
        findings_.error(text.place, text.path, "\"" + text.label + "\" is a word where a figure is needed");
        return leaf(value, code);
      }
      value.fixed = true;
      value.plus = *label;
      return leaf(value, code);
    }
    case Quantity::Kind::choice: {
      std::vector<double> weights, values;
      for (const auto& choice : text.choices) {
        weights.push_back(choice.weight);
        const auto number = attribute ? symbols_.label_value(*attribute, choice.label) : label_number(choice.label);
        if (!number) findings_.error(choice.place, text.path, "\"" + choice.label + "\" is a word where a figure is needed");
        values.push_back(number.value_or(0));
      }
      if (residual_wanted_ && std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0; })) {
        std::vector<DistributionPtr> parts;
        parts.reserve(values.size());
        for (const double x : values) parts.push_back(distribution::constant(x));
        add_residual(static_cast<std::uint32_t>(parameters_.leaves.size()), text, distribution::mixture(weights, parts), code);
      }
      return choice_leaf(weights, values, code);
    }
    case Quantity::Kind::distribution: {
      auto law = make_distribution(*text.distribution, findings_);
      if (!law) return leaf(value, code);
      if (text.between) {
        try {
          law = distribution::conditioned(law, text.between->first, text.between->second);
        } catch (const std::invalid_argument& problem) {
          findings_.error(text.place, text.path, std::string("between: ") + problem.what());
        }
      }
      if (code.duration && !may_be_negative_ && law->lowest() < 0 && !text.at_least && text.plus + law->quantile(1e-9, 1 - 1e-9) < 0)
        findings_.error(text.place, text.path, "is a duration that may come out below 0",
                        "bound it: between: [0 min, …] or at_least: 0 min");
      value.sampler = samplers_.compile(law);
      add_residual(static_cast<std::uint32_t>(parameters_.leaves.size()), text, law, code);
      return leaf(value, code);
    }
    case Quantity::Kind::by: {
      const auto cases = what_by(text.attribute, text.place, text.path, scope);
      if (!cases) return leaf(value, code);
      std::vector<std::pair<double, std::uint32_t>> children;
      for (const auto& [label, inner] : text.cases) {
        const auto number = case_value(*cases, label);
        if (!number) {
          unknown_name(findings_, inner.place, text.path, label, ("label of " + text.attribute).c_str(), cases->labels);
          continue;
        }
        children.emplace_back(*number, quantity_node(inner, shared_code, scope, attribute));
        doubt_label(*cases, label, inner.place, text.path);
      }
      const std::uint32_t otherwise = text.otherwise ? quantity_node(*text.otherwise, shared_code, scope, attribute) : no_index;
      if (otherwise == no_index) {
        expect_cases(*cases, [&](const std::string& label) { return std::any_of(text.cases.begin(), text.cases.end(), [&](const auto& c) { return c.first == label; }); },
                     text.place, text.path);
      }
      return by_node(*cases, children, otherwise, text.place, text.path);
    }
    case Quantity::Kind::formula: {
      QuantityNode node;
      node.kind = QuantityNode::Kind::formula;
      node.first = expression(*text.formula, scope, text.path,
                              attribute ? Meaning::any : text.dimension == Dimension::duration ? Meaning::duration : Meaning::number);
      out_.quantities.push_back(node);
      return static_cast<std::uint32_t>(out_.quantities.size() - 1);
    }
  }
  return leaf(value, code);
}

}  // namespace careway
