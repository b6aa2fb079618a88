#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "input/amounts.hpp"
#include "input/changes.hpp"

namespace careway {

namespace {

const YamlNode& inner(const YamlNode& node) { return is_wrapped(node) ? *node.find("value") : node; }

bool is_among(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// Figures that must stay whole numbers: they go to the nearest whole one. A parameter may have any name.
bool is_whole(const std::string& section, std::string_view key) {
  if (section == "parameters" || section == "tables") return false;
  return is_among(key, {"capacity", "units", "waiting_room", "initial", "stages", "n"}) ||
         (section == "resources" && is_among(key, {"add", "set"}));
}

/// Keys whose numbers are no amounts: instants, shapes, shares and texts stay when a whole block is scaled.
bool stays(std::string_view key) {
  return is_among(key, {"days",     "from", "until", "date",   "peak", "at",     "every",   "sigma",   "shape",
                        "stages",   "a",    "b",     "n",      "p",    "shares", "share",   "weights", "choice",
                        "priority", "draw", "about", "source", "by",   "times",  "formula", "when"});
}

/// One change at work on one target.
class Work final {
 public:
  Work(const Change& change, const PathTarget& target, Findings& findings)
      : change_(change), target_(target), findings_(findings) {}

  void set() {
    const YamlNode& value = inner(change_.value);
    if (change_.dated()) {
      if (!amount_of(value))
        return fail("sets something other than a number for some of the time",
                    "only numbers can change in time; leave from and until away");
      if (!amount_of(*target_.node)) return fail("is no number", "only numbers can change in time; leave from and until away");
    }
    if (is_wrapped(change_.value))
      *target_.outer = change_.value;  // with its source
    else
      *target_.node = value;
  }

  void add() {
    const std::optional<Amount> more = signed_amount_of(inner(change_.value));
    if (!more) return fail_value("a figure to add, such as 20, 12 h or -1 day");
    if (!target_.node->is_scalar()) return fail("is no single figure", "name a figure in it, or use scale");
    const std::optional<Amount> old = amount_of(*target_.node);
    if (!old) return fail(what_stands(*target_.node) + ", which is no figure", "use set");
    if (more->kind == Amount::Kind::percent && is_whole(target_.section, target_.key))
      return findings_.error(inner(change_.value).place, path(), fmt::format("adds {} to a number of whole things", inner(change_.value).text),
                             fmt::format("scale by {:g} to have that much more, or add a number", 1 + more->value * more->factor));
    const std::optional<Amount> sum = added(*old, *more);
    if (!sum)
      return findings_.error(inner(change_.value).place, path(),
                             fmt::format("cannot add {} to {}", inner(change_.value).text, target_.node->text),
                             "give both the same kind of unit");
    put(*target_.node, target_.key, *sum);
  }

  void scale() {
    const std::optional<Amount> factor = amount_of(inner(change_.value));
    if (!factor || factor->value < 0 || (factor->kind != Amount::Kind::number && factor->kind != Amount::Kind::percent))
      return fail_value("a factor, 0 or more, such as 1.06");
    factor_ = factor->value * factor->factor;
    const std::string& text = inner(change_.value).text;
    if (factor->kind == Amount::Kind::percent && text.starts_with('+'))
      return findings_.error(inner(change_.value).place, path(), fmt::format("is {}, and a factor is what it is multiplied by", text),
                             fmt::format("write {:g} to have that much more", 1 + factor_));
    constexpr double perhaps_percent = 50, surely_not = 500;
    if (factor->kind == Amount::Kind::number && factor_ >= perhaps_percent && factor_ < surely_not)
      findings_.warning(inner(change_.value).place, path(), fmt::format("multiplies by {}; per cent are written {}% or {:g}", text, text, factor_ / 100));
    if (target_.node->is_scalar()) {
      if (!amount_of(*target_.node)) return fail(what_stands(*target_.node) + ", which is no figure", "use set");
      return scale_scalar(*target_.node, target_.key);
    }
    scale_all(*target_.node, target_.key);
    if (scaled_ == 0) fail("holds no figure to scale", "name a figure");
  }

 private:
  static std::optional<Amount> amount_of(const YamlNode& node) {
    return node.is_scalar() && !node.quoted ? parse_amount(node.text) : std::nullopt;
  }
  /// The same, of what is added, which may be less than nothing.
  static std::optional<Amount> signed_amount_of(const YamlNode& node) {
    if (const auto amount = amount_of(node)) return amount;
    if (!node.is_scalar() || node.quoted || !node.text.starts_with('-')) return std::nullopt;
    const auto less = parse_amount(std::string_view(node.text).substr(1));
    return less && less->value >= 0 ? std::optional(scaled(*less, -1)) : std::nullopt;
  }

  void scale_all(YamlNode& node, std::string_view key) {
    if (is_wrapped(node)) return scale_all(*node.find("value"), key);
    for (YamlNode& item : node.items) scale_all(item, key);
    for (YamlField& field : node.fields) {
      if (field.key == "mu")
        fail("holds mu, the mean of a log, which cannot be scaled", "scale its parts, or use another form");
      else if (!stays(field.key))
        scale_all(field.value, field.key);
    }
    if (node.is_scalar() && amount_of(node)) scale_scalar(node, key);
  }

  void scale_scalar(YamlNode& node, std::string_view key) {
    put(node, key, scaled(*amount_of(node), factor_));
    ++scaled_;
  }

  void put(YamlNode& node, std::string_view key, Amount amount) {
    if (is_whole(target_.section, key)) amount = rounded(amount);
    node.text = to_text(amount);
    node.place = inner(change_.value).place;
  }

  std::string path() const { return change_.path + "." + change_.target; }
  void fail(std::string problem, std::string remedy) {
    findings_.error(change_.place, path(), std::move(problem), std::move(remedy));
  }
  void fail_value(const char* needs) {
    const YamlNode& value = inner(change_.value);
    findings_.error(value.place, path(), what_stands(value), fmt::format("needs {}", needs));
  }

  const Change& change_;
  const PathTarget& target_;
  Findings& findings_;
  double factor_ = 1;
  int scaled_ = 0;
};

/// Of a source of arrivals, the word behind its name: "late" of p.arrivals.a.late.
std::string_view key_of_source(const PathTarget& target) {
  constexpr std::string_view section = "arrivals.";
  std::string_view path = target.full_path;
  const std::size_t at = path.find(section);
  if (target.section != "arrivals" || at == std::string_view::npos) return {};
  path.remove_prefix(at + section.size());
  const std::size_t name_end = path.find('.');
  if (name_end == std::string_view::npos) return {};
  path.remove_prefix(name_end + 1);
  return path.substr(0, path.find_first_of(".["));
}

/// Measures and calendars are made once for the whole run, and lists of instants are planned at its start.
bool may_be_dated(const PathTarget& target) {
  return !is_among(target.section, {"clocks", "levels", "counts", "figures", "calendars", "tables", "rules"}) &&
         !is_among(key_of_source(target), {"at", "every", "days", "open", "late", "from", "until", "initial", "varies", "wave"});
}

/// Measures and calendars are those of all sites, and so is how much a day differs from another.
bool may_be_sited(const PathTarget& target) {
  return !is_among(target.section, {"clocks", "levels", "counts", "figures", "calendars"}) && key_of_source(target) != "varies";
}

}  // namespace

void apply_change(const Change& change, const PathRoots& roots, Findings& findings) {
  const PathTarget target = find_path(roots, change.target);
  if (target.node == nullptr) return findings.error(change.place, change.path, target.problem, target.remedy);
  if (!target.doubt.empty()) findings.warning(change.place, change.path, target.doubt);
  if (change.dated() && !may_be_dated(target))
    return findings.error(change.place, change.path, fmt::format("{} cannot change in time", target.full_path),
                          "leave from and until away");
  if (!change.sites.empty() && !may_be_sited(target))
    return findings.error(change.place, change.path, fmt::format("{} cannot differ between sites", target.full_path),
                          "change it for all sites");
  Work work(change, target, findings);
  switch (change.what) {
    case Change::What::set:
      return work.set();
    case Change::What::add:
      return work.add();
    case Change::What::scale:
      return work.scale();
  }
}

}  // namespace careway
