#include "output/parquet.hpp"

#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/contract.hpp"
#include "base/errors.hpp"

namespace careway {

namespace {

enum Wire { wire_i32 = 5, wire_i64 = 6, wire_binary = 8, wire_list = 9, wire_struct = 12 };
constexpr int gzip_codec = 2, plain = 0, rle = 3, data_page = 0, utf8 = 0, timestamp_millis = 9, required = 0;

int stored_as(ParquetType type) { return static_cast<int>(type == ParquetType::instant ? ParquetType::int64 : type); }

/// Thrift's compact protocol: fields by difference of their numbers, whole numbers as zigzag varints.
class Compact final {
 public:
  void i32(int id, std::int64_t value) { number(id, wire_i32, value); }
  void i64(int id, std::int64_t value) { number(id, wire_i64, value); }
  void text(int id, const std::string& value) {
    field(id, wire_binary);
    raw(value);
  }
  void raw(const std::string& value) {
    varint(value.size());
    out += value;
  }
  void list(int id, int kind, std::size_t length) {
    field(id, wire_list);
    if (length < 15) {
      byte(static_cast<unsigned>(length << 4) | static_cast<unsigned>(kind));
    } else {
      byte(0xF0u | static_cast<unsigned>(kind));
      varint(length);
    }
  }
  void item(std::int64_t value) { varint(zigzag(value)); }
  void open(int id) {
    field(id, wire_struct);
    last_.push_back(0);
  }
  void element() { last_.push_back(0); }
  void close() {
    byte(0);
    last_.pop_back();
  }
  std::string out;

 private:
  static std::uint64_t zigzag(std::int64_t value) { return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63); }
  void byte(unsigned value) { out += static_cast<char>(value); }
  void varint(std::uint64_t value) {
    for (; value >= 128; value >>= 7) byte(static_cast<unsigned>(value & 127) | 128u);
    byte(static_cast<unsigned>(value));
  }
  void number(int id, int kind, std::int64_t value) {
    field(id, kind);
    varint(zigzag(value));
  }
  void field(int id, int kind) {
    const int step = id - last_.back();
    HOLDS(step > 0 && step < 16);
    byte(static_cast<unsigned>(step << 4 | kind));
    last_.back() = id;
  }
  std::vector<int> last_{0};
};

std::string gzipped(const std::string& page) {
  z_stream stream{};
  if (deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, static_cast<uLong>(page.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(page.data()));
  stream.avail_in = static_cast<uInt>(page.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  HOLDS(status == Z_STREAM_END);
  return out;
}

template <class Number>
void append(std::string& page, Number value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  page.append(raw, sizeof value);
}

}  // namespace

ParquetWriter::ParquetWriter(const std::string& path, std::vector<ParquetColumn> columns)
    : file_(path), columns_(std::move(columns)), pages_(columns_.size()), counts_(columns_.size()) {
  bytes("PAR1");
}

void ParquetWriter::bytes(const std::string& data) {
  file_.put(data);
  position_ += static_cast<std::int64_t>(data.size());
}

void ParquetWriter::put(std::size_t column, std::int32_t value) {
  append(pages_[column], value);
  ++counts_[column];
}
void ParquetWriter::put(std::size_t column, std::int64_t value) {
  append(pages_[column], value);
  ++counts_[column];
}
void ParquetWriter::put(std::size_t column, double value) {
  append(pages_[column], value);
  ++counts_[column];
}
void ParquetWriter::put(std::size_t column, const std::string& value) {
  append(pages_[column], static_cast<std::uint32_t>(value.size()));
  pages_[column] += value;
  ++counts_[column];
}

void ParquetWriter::end_group() {
  if (counts_.empty() || counts_[0] == 0) return;
  Group group{{}, counts_[0]};
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    HOLDS(counts_[c] == group.rows);
    const std::string stored = gzipped(pages_[c]);
    Compact header;
    header.i32(1, data_page);
    header.i32(2, static_cast<std::int64_t>(pages_[c].size()));
    header.i32(3, static_cast<std::int64_t>(stored.size()));
    header.open(5);
    header.i32(1, group.rows);
    header.i32(2, plain);
    header.i32(3, rle);
    header.i32(4, rle);
    header.close();
    header.out += '\0';
    const auto head = static_cast<std::int64_t>(header.out.size());
    group.chunks.push_back({position_, head + static_cast<std::int64_t>(stored.size()), head + static_cast<std::int64_t>(pages_[c].size()), group.rows});
    bytes(header.out);
    bytes(stored);
    pages_[c].clear();
    counts_[c] = 0;
  }
  groups_.push_back(std::move(group));
}

std::string ParquetWriter::footer() const {
  Compact meta;
  std::int64_t rows = 0;
  for (const Group& group : groups_) rows += group.rows;
  meta.i32(1, 1);
  meta.list(2, wire_struct, columns_.size() + 1);
  meta.element();
  meta.text(4, "schema");
  meta.i32(5, static_cast<std::int64_t>(columns_.size()));
  meta.close();
  for (const ParquetColumn& column : columns_) {
    meta.element();
    meta.i32(1, stored_as(column.type));
    meta.i32(3, required);
    meta.text(4, column.name);
    if (column.type == ParquetType::text) meta.i32(6, utf8);
    if (column.type == ParquetType::instant) meta.i32(6, timestamp_millis);
    meta.close();
  }
  meta.i64(3, rows);
  meta.list(4, wire_struct, groups_.size());
  for (const Group& group : groups_) {
    meta.element();
    meta.list(1, wire_struct, columns_.size());
    std::int64_t all = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const Chunk& chunk = group.chunks[c];
      all += chunk.raw;
      meta.element();
      meta.i64(2, chunk.offset);
      meta.open(3);
      meta.i32(1, stored_as(columns_[c].type));
      meta.list(2, wire_i32, 1);
      meta.item(plain);
      meta.list(3, wire_binary, 1);
      meta.raw(columns_[c].name);
      meta.i32(4, gzip_codec);
      meta.i64(5, chunk.values);
      meta.i64(6, chunk.raw);
      meta.i64(7, chunk.stored);
      meta.i64(9, chunk.offset);
      meta.close();
      meta.close();
    }
    meta.i64(2, all);
    meta.i64(3, group.rows);
    meta.close();
  }
  meta.text(6, "careway");
  meta.out += '\0';
  return meta.out;
}

void ParquetWriter::finish() {
  end_group();
  const std::string meta = footer();
  bytes(meta);
  std::string length;
  append(length, static_cast<std::uint32_t>(meta.size()));
  bytes(length + "PAR1");
  file_.finish();
}

}  // namespace careway
