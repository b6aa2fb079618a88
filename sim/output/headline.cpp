#include "output/headline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "output/headline_lines.hpp"
#include "output/plain_text.hpp"
#include "output/steady_state.hpp"
#include "output/window.hpp"

namespace careway {
namespace {

constexpr std::size_t widest_label = 44;
constexpr std::size_t most_listed = 10;  // warnings and failures

enum class Tone { plain, strong, good, bad, doubtful };

/// Lines under one another, none wider than the table.
class Page {
 public:
  explicit Page(Colour colour) : colour_(colour) {}

  void line(std::string_view text, Tone tone = Tone::plain) { text_ += painted(cut(text, 0), tone) + "\n"; }
  void blank() { text_ += "\n"; }
  void paragraph(std::string_view text, std::size_t indent, Tone tone = Tone::plain) {
    for (const std::string& part : wrapped(without_controls(text), headline_columns - indent))
      text_ += std::string(indent, ' ') + painted(part, tone) + "\n";
  }
  /// `front` is already laid out; `back` is cut to what is left.
  void two_tones(const std::string& front, std::string_view back, Tone tone) {
    text_ += cut(front, 0) + painted(cut(back, width_of(front)), tone) + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  static std::string cut(std::string_view text, std::size_t used) {
    return cut_to(without_controls(text), headline_columns - std::min(headline_columns, used));
  }
  std::string painted(const std::string& text, Tone tone) const {
    static constexpr const char* codes[] = {"", "\x1b[1m", "\x1b[32m", "\x1b[31m", "\x1b[33m"};
    if (colour_ == Colour::none || tone == Tone::plain || text.empty()) return text;
    return codes[static_cast<std::size_t>(tone)] + text + "\x1b[0m";
  }

  Colour colour_;
  std::string text_;
};

std::string plain_replications(std::size_t number) { return fmt::format("{} replication{}", number, number == 1 ? "" : "s"); }

std::string replications_text(const Results& r) {
  const bool all = r.done() == r.replications_wanted || r.replications_wanted == 0;
  return all ? plain_replications(r.done()) : fmt::format("{} of {} replications", r.done(), r.replications_wanted);
}

std::string window_text(const Results& r) {
  const Window window = window_of(r);
  std::string text = fmt::format("{} to {} ({}", instant_text(window.from, r.start), instant_text(window.until, r.start),
                                 duration_text(r.length));
  if (r.warm_up > 0) text += " after " + duration_text(r.warm_up) + " of warm-up";
  return text + ")";
}

void add_title(Page& page, const Results& r) {
  if (!r.report_title.empty()) page.paragraph(r.report_title, 0, Tone::strong);
  if (!r.scenario.empty()) page.paragraph("Scenario " + r.scenario, 0);
  page.paragraph(window_text(r) + ", " + replications_text(r) + ", seed " + std::to_string(r.seed), 0);
}

struct Words {
  const char* text;
  Tone tone;
};

Words words_for(Verdict verdict) {
  switch (verdict) {
    case Verdict::met:
      return {": met", Tone::good};
    case Verdict::not_met:
      return {": not met", Tone::bad};
    case Verdict::unclear:
      return {": cannot tell", Tone::doubtful};
    case Verdict::none:
      break;
  }
  return {"", Tone::plain};
}

std::string value_text(const HeadlineFigure& f) { return f.instead.empty() ? without_controls(figure_text(f.value, f.display)) : f.instead; }

/// As wide as the widest figure with a standard beside it, so that the standards stand under one another and have room.
std::size_t figure_column(const std::vector<HeadlineFigure>& figures) {
  std::size_t widest = 0;
  for (const HeadlineFigure& figure : figures)
    if (!figure.standard.empty()) widest = std::max(widest, width_of(value_text(figure)));
  return widest;
}

std::string standard_text(const HeadlineFigure& f) { return "standard " + f.standard + words_for(f.verdict).text; }

/// As wide as the labels, but for what verdicts need: those are not cut.
std::size_t label_column(const std::vector<HeadlineFigure>& figures, std::size_t value_column) {
  constexpr std::size_t least_label = 24, gaps = 6;
  std::size_t widest = 0, right = 0;
  for (const HeadlineFigure& figure : figures) {
    widest = std::max(widest, width_of(without_controls(figure.label)));
    if (!figure.standard.empty()) right = std::max(right, gaps + value_column + width_of(standard_text(figure)));
  }
  return std::min({widest, widest_label, std::max(least_label, headline_columns - std::min(headline_columns, right))});
}

void add_figure(Page& page, const HeadlineFigure& f, std::size_t column, std::size_t value_column) {
  const std::string front = "  " + padded_to(without_controls(f.label), column) + "  ";
  const std::string value = value_text(f);
  if (f.standard.empty()) {
    page.line(front + value);
  } else {
    const std::string filled = value + std::string(value_column - std::min(value_column, width_of(value)), ' ');
    page.two_tones(front + filled + "  ", standard_text(f), words_for(f.verdict).tone);
  }
  if (!f.note.empty()) page.paragraph(f.note, 6);
}

void add_figures(Page& page, const std::vector<HeadlineFigure>& figures) {
  const std::size_t value_column = figure_column(figures), column = label_column(figures, value_column);
  for (const HeadlineFigure& figure : figures) {
    if (figure.section.empty()) {
      add_figure(page, figure, column, value_column);
    } else {
      page.blank();
      page.line(figure.section, Tone::strong);
    }
  }
}

std::string big_number(double number) {
  if (number >= 1e9) return number_text(number / 1e9, {1, " billion"});
  if (number >= 1e6) return number_text(number / 1e6, {1, " million"});
  return rounded_text(number, 0);
}

/// Counts that are not wrong, but that a careful reader wants to know of.
std::string oddities(const Results& r) {
  std::uint64_t negative = 0, divisions = 0, swaps = 0, standstills = 0;
  for (const AuditResult& a : r.audit) {
    negative += a.negative_durations;
    divisions += a.divisions_by_zero;
    swaps += a.swaps;
    standstills += a.standstills;
  }
  std::string text;
  const auto add = [&](std::uint64_t number, const char* what) {
    if (number > 0) text += fmt::format("; {}: {}", what, big_number(static_cast<double>(number)));
  };
  add(swaps, "waiting cycles swapped");
  add(standstills, "standstills");
  add(negative, "durations below 0 held at 0");
  add(divisions, "divisions by zero");
  return text;
}

void add_audit(Page& page, const Results& r) {
  double events = 0;
  std::size_t failed = 0;
  for (const AuditResult& a : r.audit) {
    events += static_cast<double>(a.events);
    failed += a.failures.empty() ? 0 : 1;
  }
  const std::string facts = fmt::format(" ({} events{})", big_number(events), oddities(r));
  if (failed == 0) return page.paragraph("Audit: the books balance in " + plain_replications(r.done()) + facts, 0, Tone::good);
  page.paragraph(fmt::format("Audit: FAILED in {} of {}", failed, plain_replications(r.done())) + facts, 0, Tone::bad);
  std::size_t listed = 0;
  for (std::size_t i = 0; i < r.audit.size(); ++i)
    for (const std::string& failure : r.audit[i].failures)
      if (listed++ < most_listed) page.paragraph(fmt::format("replication {}: {}", r.replications[i], failure), 2);
  if (listed > most_listed) page.line(fmt::format("  and {} more", listed - most_listed));
}

void add_warnings(Page& page, const Results& r) {
  if (r.warnings.empty()) return;
  page.line(fmt::format("Warnings ({}):", r.warnings.size()), Tone::doubtful);
  for (std::size_t i = 0; i < std::min(most_listed, r.warnings.size()); ++i) page.paragraph(r.warnings[i], 2);
  if (r.warnings.size() > most_listed) page.line(fmt::format("  and {} more", r.warnings.size() - most_listed));
}

}  // namespace

std::string headline_text(const Summary& summary, const Results& results, Colour colour) {
  Page page(colour);
  add_title(page, results);
  if (const std::optional<SteadyState> steady = steady_state_of(results); steady && steady->overloaded())
    page.paragraph(verdict_text(*steady), 0, Tone::bad);
  const std::vector<HeadlineFigure> figures = headline_figures(summary, results);
  if (!figures.empty() && figures.front().section.empty()) page.blank();
  add_figures(page, figures);
  page.blank();
  page.line(results.done() > 1 ? "In brackets: 95% intervals for the mean of many replications."
                               : "No intervals: they take two replications or more.");
  add_audit(page, results);
  add_warnings(page, results);
  return page.text();
}

std::string headline_text(const Results& results, Colour colour) { return headline_text(summarise(results), results, colour); }

}  // namespace careway
