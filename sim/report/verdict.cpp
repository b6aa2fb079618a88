#include "report/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "output/headline_lines.hpp"
#include "report/bucket_figures.hpp"
#include "study/attribution.hpp"

namespace careway {

namespace {

constexpr double worth_naming = 0.1;     // share of the waiting from which on a cause is named
constexpr std::size_t most_causes = 4;

/// A rule of the model on one study, bucket by bucket.
struct Judged {
  const BreakRule* rule = nullptr;
  std::vector<Estimate> figures;          ///< [bucket]
  std::size_t broken = 0;                 ///< buckets whose mean is beyond the limit
  std::size_t first = 0;                  ///< of them
  std::size_t worst = 0;
  std::size_t replications_broken = 0;    ///< in which any bucket is beyond it
  Display display;
};

bool beyond(double value, const BreakRule& rule) { return rule.below ? value < rule.limit : value > rule.limit; }

/// How far beyond the limit, so that rules with different units can be laid side by side.
double excess(double value, const BreakRule& rule) {
  if (!(rule.limit > 0)) return value;
  return rule.below ? rule.limit / std::max(value, 1e-9 * rule.limit) : value / rule.limit;
}

std::optional<Judged> judge(const BreakRule& rule, const Results& r) {
  Judged judged;
  judged.rule = &rule;
  std::vector<bool> any(r.done());
  double typical = 0;
  for (std::size_t b = 0; b < r.buckets.size(); ++b) {
    const ByReplication figure = by_bucket(rule.line, r, b);
    if (figure.kind == ByReplication::Kind::unknown) return std::nullopt;
    const Estimate e = estimate_of(figure, r.done());
    judged.figures.push_back(e);
    const std::vector<double> values = values_of(figure);
    for (std::size_t i = 0; i < values.size(); ++i) any[i] = any[i] || beyond(values[i], rule);
    if (!e.has_value()) continue;
    typical = std::max(typical, e.value);
    if (beyond(e.value, rule) && judged.broken++ == 0) judged.first = b;
    const Estimate& so_far = judged.figures[judged.worst];
    if (!so_far.has_value() || (rule.below ? e.value < so_far.value : e.value > so_far.value)) judged.worst = b;
  }
  if (judged.figures.empty()) return std::nullopt;
  judged.replications_broken = static_cast<std::size_t>(std::count(any.begin(), any.end(), true));
  judged.display = display_of(rule.line, r, typical);
  if (!judged.display.unit.empty() && judged.display.unit != "%") judged.display.unit = " " + judged.display.unit;
  return judged;
}

std::vector<Judged> judge_all(const Results& base, const Results& r) {
  std::vector<Judged> all;
  for (const BreakRule& rule : base.breaks)
    if (auto judged = judge(rule, r)) all.push_back(std::move(*judged));
  return all;
}

/// The bucket in which most rules are broken; of several, that with the largest excess.
std::size_t worst_of(const std::vector<Judged>& all, std::size_t buckets) {
  std::size_t worst = 0;
  double best = -1;
  for (std::size_t b = 0; b < buckets; ++b) {
    double score = 0;
    for (const Judged& judged : all) {
      const Estimate& e = judged.figures[b];
      if (!e.has_value()) continue;
      const double x = excess(e.value, *judged.rule);
      score += (beyond(e.value, *judged.rule) ? 1000 : 0) + std::min(x, 100.0);
    }
    if (score > best) {
      best = score;
      worst = b;
    }
  }
  return worst;
}

bool by_day(const Results& r) { return bucket_word(r) == "day"; }

/// "the week from 8 January 2024", "15 January 2024".
std::string bucket_name(const Results& r, std::size_t b) {
  const std::string date = spoken_date(r.buckets[b].label);
  return by_day(r) ? date : fmt::format("the {} from {}", bucket_word(r), date);
}

std::string in_bucket(const Results& r, std::size_t b) { return (by_day(r) ? "on " : "in ") + bucket_name(r, b); }

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string many(std::size_t number, const std::string& word) { return fmt::format("{} {}{}", number, word, number == 1 ? "" : "s"); }

std::string rule_sentence(const Judged& j, const Results& r) {
  const Estimate& worst = j.figures[j.worst];
  const std::string word = bucket_word(r);
  std::string text = capital(j.rule->say) + ": ";
  if (j.broken == 0) {
    text = fmt::format("{}: not in any {} on average. ", capital(j.rule->say), word);
    text += fmt::format("At its worst, {}, it is {} (limit: {} {})", in_bucket(r, j.worst), figure_text(worst, j.display),
                        j.rule->below ? "at least" : "at most", j.rule->limit_text);
  } else {
    text += fmt::format("{} of {}, first {}. ", many(j.broken, word), r.buckets.size(), in_bucket(r, j.first));
    text += fmt::format("At its worst, {}, it is {} (limit: {} {})", in_bucket(r, j.worst), figure_text(worst, j.display),
                        j.rule->below ? "at least" : "at most", j.rule->limit_text);
  }
  if (r.done() > 1) text += fmt::format("; it happens in {} of {} runs", j.replications_broken, r.done());
  return text + ".";
}

std::string percent(double share) { return fmt::format("{:.0f}%", 100 * share); }

/// "Of the waiting for desks in the week from …, 52% is due to clerks, 30% to …".
std::string cause_sentence(const std::string& resource, const Attribution& attribution, const Results& r, const std::string& when) {
  for (const WaitingFor& w : attribution.total) {
    if (r.resources[w.resource].name != resource || !(w.waiting > 0)) continue;
    std::vector<Cause> causes = w.causes;
    std::stable_sort(causes.begin(), causes.end(), [](const Cause& a, const Cause& b) { return a.share.value > b.share.value; });
    std::string list;
    std::size_t named = 0;
    for (const Cause& cause : causes) {
      if (named == most_causes || cause.share.value < worth_naming) break;
      const bool own = cause.resource == w.resource;
      list += fmt::format("{}{} {}{}", named == 0 ? "" : ", ", percent(cause.share.value), named == 0 ? "is " : "",
                          own ? "because all of them are busy" : "because of " + called(r, r.resources[cause.resource].name));
      ++named;
    }
    return fmt::format("Of the waiting for {} {} ({} patients at a time), {}.", called(r, resource), when, number_text(w.waiting, {}),
                       list.empty() ? "no cause has a large part" : list);
  }
  return "";
}

void add_causes(const std::vector<Judged>& all, const Results& r, std::size_t worst, VerdictText& text) {
  std::vector<Attribution> buckets;
  std::vector<std::string> told;
  for (const Judged& judged : all) {
    const std::string& resource = judged.rule->because;
    if (resource.empty() || std::find(told.begin(), told.end(), resource) != told.end()) continue;
    told.push_back(resource);
    if (buckets.empty()) buckets = attribution_by_bucket(r);
    const std::string sentence = cause_sentence(resource, buckets[worst], r, in_bucket(r, worst));
    if (!sentence.empty()) text.because.push_back(sentence);
  }
}

std::string difference_words(const Comparison& c, const Display& display) {
  if (!c.difference.has_value()) return "the difference is not known";
  const bool share = display.unit == "%";
  const Display points{display.factor, share ? " points" : display.unit};
  Estimate size = c.difference;
  const bool less = size.value < 0;
  if (less) {
    std::swap(size.low, size.high);
    size.value = -size.value;
    size.low = -size.low;
    size.high = -size.high;
  }
  if (c.difference.has_interval() && c.difference.low <= 0 && c.difference.high >= 0) {
    const double low = c.difference.low * points.factor, high = c.difference.high * points.factor;
    if (!(high > low)) return "no difference seen";
    const int place = last_place((high - low) / 2);
    return fmt::format("no difference seen (between {} and {}{})", rounded_text(low, place), rounded_text(high, place), points.unit);
  }
  return figure_text(size, points) + (less ? " less" : " more");
}

VerdictText::Help help_of(const NamedResults& other, const Results& base, const std::vector<Judged>& before, std::size_t worst) {
  const std::vector<Judged> after = judge_all(base, other.results);
  VerdictText::Help help{study_name(other), {}};
  const std::string& about = other.results.about;
  if (!about.empty()) help.study += " (" + about.substr(0, about.find_last_not_of(" \n.") + 1) + ")";
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    const BreakRule& rule = *before[i].rule;
    std::string line = fmt::format("{}: {} instead of {}", capital(rule.say), figure_text({.value = after[i].figures[worst].value}, before[i].display),
                                   figure_text({.value = before[i].figures[worst].value}, before[i].display));
    if (base.replications == other.results.replications)
      line += ", " + difference_words(compare(by_bucket(rule.line, base, worst), by_bucket(rule.line, other.results, worst)), before[i].display);
    help.lines.push_back(line + fmt::format("; {} beyond the limit instead of {}.", many(after[i].broken, bucket_word(base)), before[i].broken));
  }
  return help;
}

std::string standards_words(const Results& r) {
  std::array<std::size_t, 4> number{};
  std::size_t all = 0;
  for (const HeadlineFigure& figure : headline_figures(summarise(r), r)) {
    if (figure.verdict == Verdict::none) continue;
    ++number[static_cast<std::size_t>(figure.verdict)];
    ++all;
  }
  if (all == 0) return "";
  if (all == 1)
    return number[static_cast<std::size_t>(Verdict::met)] == 1 ? "The one standard is met." : number[static_cast<std::size_t>(Verdict::not_met)] == 1 ? "The one standard is not met." : "Whether the one standard is met, the interval does not tell.";
  return fmt::format("Of {} standards {} met and {} not{}.", all, number[static_cast<std::size_t>(Verdict::met)] == 1 ? "1 is" : fmt::format("{} are", number[static_cast<std::size_t>(Verdict::met)]),
                     number[static_cast<std::size_t>(Verdict::not_met)],
                     number[static_cast<std::size_t>(Verdict::unclear)] == 0 ? "" : fmt::format("; for {} the interval does not tell", number[static_cast<std::size_t>(Verdict::unclear)]));
}

}  // namespace

std::string spoken_date(const std::string& label) {
  static constexpr const char* months[] = {"January", "February", "March",     "April",   "May",      "June",
                                           "July",    "August",   "September", "October", "November", "December"};
  if (label.size() != 10 || label[4] != '-' || label[7] != '-') return label;
  const int month = std::atoi(label.substr(5, 2).c_str());
  if (month < 1 || month > 12) return label;
  return fmt::format("{} {} {}", std::atoi(label.substr(8, 2).c_str()), months[month - 1], label.substr(0, 4));
}

VerdictText verdict_of_studies(const Studies& studies) {
  const Results& base = studies[0].results;
  VerdictText text;
  text.standards = standards_words(base);
  const std::vector<Judged> all = judge_all(base, base);
  if (all.empty()) {
    text.head = base.breaks.empty() ? "The model does not say when something breaks (report: breaks); the figures are below."
                                    : "What the model calls breaking was not measured.";
    return text;
  }
  const std::size_t worst = worst_of(all, base.buckets.size());
  text.worst = worst;
  std::size_t broken = 0;
  for (const Judged& judged : all) broken += judged.broken > 0 ? 1 : 0;
  if (broken == 0) text.head = fmt::format("No {} breaks; {} comes nearest.", bucket_word(base), bucket_name(base, worst));
  else text.head = fmt::format("{} breaks hardest.", capital(bucket_name(base, worst)));
  for (const bool is_broken : {true, false})  // what breaks first, then what holds
    for (const Judged& judged : all)
      if ((judged.broken > 0) == is_broken) text.breaks.push_back(rule_sentence(judged, base));
  add_causes(all, base, worst, text);
  for (std::size_t s = 1; s < studies.size(); ++s)
    if (studies[s].results.buckets.size() == base.buckets.size()) text.helps.push_back(help_of(studies[s], base, all, worst));
  return text;
}

}  // namespace careway
