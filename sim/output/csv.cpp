#include "output/csv.hpp"

#include <charconv>
#include <cmath>
#include <initializer_list>

#include "output/files.hpp"
#include "output/series.hpp"
#include "output/summary_table.hpp"

namespace careway {
namespace {

void add_texts(std::string& csv, std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) csv += csv_cell(text) + ",";
}

/// Value and interval; nothing where nothing is known.
void add_numbers(std::string& csv, const Estimate& e) {
  const auto cell = [](double number) { return std::isfinite(number) ? number_text(number) : std::string(); };
  csv += cell(e.value) + "," + cell(e.low) + "," + cell(e.high) + "\n";
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && text.find_first_of("0123456789") != std::string_view::npos;
}

std::string with_csv(const std::string& path) { return path.ends_with(".csv") ? path : path + ".csv"; }

}  // namespace

std::string csv_cell(std::string_view text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos && !is_number(text);
  std::string cell = formula ? "'" : "";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string summary_csv(const Summary& summary) {
  std::string csv = "measure,statistic,part,unit,value,low,high\n";
  for (const SummaryRow& row : summary_rows(summary)) {
    add_texts(csv, {row.measure, row.statistic, row.part, row.unit});
    add_numbers(csv, row.value);
  }
  return csv;
}

std::string series_csv(const Results& results) {
  std::string csv = "measure,statistic,bucket,site,unit,value,low,high\n";
  for (const Series& series : all_series(results)) {
    for (std::size_t b = 0; b < series.buckets.size(); ++b) {
      add_texts(csv, {series.measure, series.statistic, results.buckets[b].label, series.site, series.unit});
      add_numbers(csv, series.buckets[b]);
    }
  }
  return csv;
}

void write_summary_csv(const Summary& summary, const Results& results, const std::string& path) {
  const std::string summary_path = with_csv(path);
  write_file(summary_path, summary_csv(summary));
  write_file(summary_path.substr(0, summary_path.size() - 4) + ".series.csv", series_csv(results));
}

}  // namespace careway
