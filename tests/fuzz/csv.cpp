// Any bytes as a CSV file: the first line of the input names the column that is asked for.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "input/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t end = all.find('\n');
  const std::string_view column = all.substr(0, end), text = end == std::string_view::npos ? all : all.substr(end + 1);
  const careway::CsvColumn numbers = careway::read_csv_column(text, column);
  const careway::CsvTable table = careway::read_csv_table(text);
  for (const auto& row : table.rows)  // every row is as long as the header, or there is a problem
    if (table.problem.empty() && row.fields.size() != table.header.size()) std::abort();
  if (numbers.problem.empty() && table.problem.empty() && numbers.numbers.size() != table.rows.size()) std::abort();
  return 0;
}
