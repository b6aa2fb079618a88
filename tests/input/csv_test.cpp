// Tables as spreadsheets save them: what is no CSV for us is named for what it is, not misread.
#include "input/csv.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace careway;

namespace {

std::string problem(std::string_view text) {
  const std::string as_table = read_csv_table(text).problem;
  CHECK(read_csv_column(text, "days").problem == as_table);
  return as_table;
}

}  // namespace

TEST_CASE("other forms of a table are named, with what to do") {
  CHECK(problem("days;who\n1,5;ann\n") == "separates its columns by semicolons; save it with commas, and numbers with points");
  CHECK(problem("days\twho\n1\tann\n") == "separates its columns by tabs; save it with commas");
  CHECK(problem("days,who\r1,ann\r") == "ends its lines with CR alone; save it with the line ends of Windows or Unix");
  CHECK(problem(std::string_view("d\0a\0\n\0", 6)) == "has bytes 0 (it was perhaps saved as UTF-16); save it as CSV in UTF-8");
}

TEST_CASE("usual forms are read as they are") {
  for (const char* text : {"days,who\n1,ann\n", "days,who\r\n1,ann\r\n", "days\n1\n", "days,\"who; and\twhy\"\n1,ann\n", "days,\"in\r\ntwo lines\"\n1,\"a;b\"\n"}) {
    CHECK(problem(text) == "");
    CHECK(read_csv_column(text, "days").numbers == std::vector<double>{1});
    CHECK(read_csv_table(text).rows.size() == 1);
  }
}
