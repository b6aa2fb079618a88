// Comma-separated files with a header row (RFC 4180: quotes, doubled quotes, CRLF or LF): one column of numbers, or all as text.
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

/// All of a file, as text.
struct CsvTable {
  std::vector<std::string> header;
  struct Row {
    int line = 0;
    std::vector<std::string> fields;
  };
  std::vector<Row> rows;
  std::string problem;  ///< empty when all is well; else names the line
};

/// Every row must have as many fields as the header, whose names must differ. At most a million rows.
CsvTable read_csv_table(std::string_view text);

}  // namespace careway
