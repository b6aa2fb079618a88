// One column of numbers from a comma-separated file with a header row (RFC 4180: quotes, doubled quotes, CRLF or LF).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace careway {

struct CsvColumn {
  std::vector<double> numbers;
  std::string problem;  ///< empty when all is well; else names the line
};

/// Every row must have as many fields as the header, and a number with a decimal point in the named column.
CsvColumn read_csv_column(std::string_view text, std::string_view column);

}  // namespace careway
