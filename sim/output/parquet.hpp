// A small writer of Parquet files: required columns, plain encoding, one data page for each column of a row group, gzip. The
// format is parquet.thrift of Apache Parquet 2, serialised with Thrift's compact protocol.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "output/new_file.hpp"

namespace careway {

enum class ParquetType { int32 = 1, int64 = 2, real = 5, text = 6, instant = 100 };  // numbers of the format; an instant is an int64 of ms since 1970, marked as such

struct ParquetColumn {
  std::string name;
  ParquetType type;
};

class ParquetWriter final {
 public:
  /// A file under its name when it is finished, as NewFile.
  ParquetWriter(const std::string& path, std::vector<ParquetColumn> columns);
  ParquetWriter(const ParquetWriter&) = delete;
  ParquetWriter& operator=(const ParquetWriter&) = delete;

  /// Values of one row after another; every column must have got as many when a group ends.
  void put(std::size_t column, std::int32_t value);
  void put(std::size_t column, std::int64_t value);
  void put(std::size_t column, double value);
  void put(std::size_t column, const std::string& value);
  /// Writes what was put since the last group.
  void end_group();
  /// The last group, and the footer.
  void finish();

 private:
  struct Chunk {
    std::int64_t offset, stored, raw, values;
  };
  struct Group {
    std::vector<Chunk> chunks;
    std::int64_t rows;
  };
  void bytes(const std::string& data);
  std::string footer() const;

  NewFile file_;
  std::vector<ParquetColumn> columns_;
  std::vector<std::string> pages_;         ///< [column] plain values of the group in hand
  std::vector<std::int64_t> counts_;       ///< [column]
  std::vector<Group> groups_;
  std::int64_t position_ = 0;
};

}  // namespace careway
