#include "study/record_bytes.hpp"

#include <cstdint>
#include <limits>
#include <type_traits>

#include "engine/recorder.hpp"

namespace careway {

namespace {

/// Every field once, in one order for both directions. `fixed` are the arrays whose size the network gives.
template <class Fields, class Any>
void each_field(Any& r, Fields& f) {
  f.number(r.replication);
  f.fixed(r.clock_total);
  f.fixed(r.clock_within);
  f.fixed(r.histogram);
  f.fixed(r.open_at_end);
  f.fixed(r.clock_bucket);
  f.fixed(r.clock_bucket_within);
  f.fixed(r.cut_total);
  f.fixed(r.cut_within);
  f.fixed(r.count_total);
  f.fixed(r.count_bucket);
  f.fixed(r.count_daily_squares);
  f.fixed(r.passages);
  f.fixed(r.instance_levels);
  f.fixed(r.longest_wait);
  f.fixed(r.longest_all_of);
  f.fixed(r.levels);
  f.fixed(r.level_hours);
  f.fixed(r.snapshots);
  f.fixed(r.blocked_area);
  f.fixed(r.blocked_bucket);
  for (auto& times : r.level_time_at) f.free(times);
  f.free(r.failures);
  for (auto* number : {&r.arrived, &r.left, &r.inside, &r.events, &r.stale, &r.negative_durations, &r.divisions_by_zero, &r.swaps,
                       &r.standstills, &r.most_inside, &r.trajectory})
    f.number(*number);
  f.number(r.stopped);
  f.number(r.ended);
}

/// A word other than 0 is written in groups of seven bits, lowest first, bit 7 set on all but the last: its first byte is never 0.
/// A byte 0 and a word n stand for n + 1 words 0.
class Writer {
 public:
  void word(std::uint64_t value) {
    if (value == 0) {
      ++zeros_;
      return;
    }
    end_zeros();
    groups(value);
  }

  template <class Number>
  void number(const Number& value) {
    if constexpr (sizeof(Number) > 8) {
      word(static_cast<std::uint64_t>(value));
      word(static_cast<std::uint64_t>(static_cast<UInt128>(value) >> 64));
    } else if constexpr (std::is_signed_v<Number>) {
      word((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));  // small of either sign stays short
    } else {
      word(static_cast<std::uint64_t>(value));
    }
  }
  void number(const Moments& m) {
    number(m.n);
    number(m.sum);
    number(m.squares);
  }
  void number(const LevelRecord& level) {
    number(level.area);
    number(level.highest);
    fixed(level.bucket_area);
  }
  void number(const Record::Snapshot& s) {
    number(s.n);
    number(s.sum);
    number(s.squares);
  }
  void number(const std::string& text) {
    word(text.size());
    for (const char c : text) word(static_cast<unsigned char>(c));
  }
  template <class Item>
  void number(const std::vector<Item>& list) {
    fixed(list);
  }
  template <class Item>
  void fixed(const std::vector<Item>& list) {
    word(list.size());
    for (const Item& item : list) number(item);
  }
  template <class Item>
  void free(const std::vector<Item>& list) {
    fixed(list);
  }

  std::string done() {
    end_zeros();
    return std::move(bytes_);
  }

 private:
  void groups(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7F) | 0x80);
    bytes_ += static_cast<char>(value);
  }
  void end_zeros() {
    if (zeros_ == 0) return;
    bytes_ += '\0';
    groups(zeros_ - 1);
    zeros_ = 0;
  }

  std::string bytes_;
  std::uint64_t zeros_ = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t word() {
    if (zeros_ > 0) {
      --zeros_;
      return 0;
    }
    if (bytes_.empty()) throw BadRecord("a record of a replication is too short");
    if (bytes_.front() != '\0') return groups();
    bytes_.remove_prefix(1);
    zeros_ = groups();
    return 0;
  }

  template <class Number>
  void number(Number& value) {
    if constexpr (sizeof(Number) > 8) {
      const UInt128 low = word(), high = word();
      value = static_cast<Number>(low | (high << 64));
    } else if constexpr (std::is_same_v<Number, bool>) {
      value = word() != 0;
    } else if constexpr (std::is_signed_v<Number>) {
      const std::uint64_t w = word();
      value = static_cast<Number>((w >> 1) ^ (~(w & 1) + 1));
    } else {
      const std::uint64_t w = word();
      if (w > std::numeric_limits<Number>::max()) throw BadRecord("a record of a replication has a number that is too large");
      value = static_cast<Number>(w);
    }
  }
  void number(Moments& m) {
    number(m.n);
    number(m.sum);
    number(m.squares);
  }
  void number(LevelRecord& level) {
    number(level.area);
    number(level.highest);
    fixed(level.bucket_area);
  }
  void number(Record::Snapshot& s) {
    number(s.n);
    number(s.sum);
    number(s.squares);
  }
  void number(std::string& text) {
    text.resize(length());
    for (char& c : text) c = static_cast<char>(word());
  }
  template <class Item>
  void number(std::vector<Item>& list) {
    fixed(list);
  }
  template <class Item>
  void fixed(std::vector<Item>& list) {
    if (word() != list.size()) throw BadRecord("a record of a replication is of another model");
    for (Item& item : list) number(item);
  }
  template <class Item>
  void free(std::vector<Item>& list) {
    list.clear();
    for (std::size_t left = length(); left > 0; --left) number(list.emplace_back());
  }

  void end() const {
    if (!bytes_.empty() || zeros_ > 0) throw BadRecord("a record of a replication is too long");
  }

 private:
  std::uint64_t groups() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) break;
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    throw BadRecord("a record of a replication is damaged");
  }
  /// Of a list that may have any: bounded, so that a crafted file cannot ask for the whole memory.
  std::size_t length() {
    constexpr std::uint64_t most = std::uint64_t{1} << 23;  // levels reach the most patients at once
    const std::uint64_t n = word();
    if (n > most) throw BadRecord("a record of a replication has a list that is too long");
    return static_cast<std::size_t>(n);
  }

  std::string_view bytes_;
  std::uint64_t zeros_ = 0;
};

}  // namespace

std::string record_bytes(const Record& record) {
  Writer writer;
  each_field(record, writer);
  return writer.done();
}

Record record_from(std::string_view bytes, const Network& net, const Layout& layout) {
  Record record = std::move(Recorder(net, layout).record);  // each array has its size
  Reader reader(bytes);
  each_field(record, reader);
  reader.end();
  return record;
}

}  // namespace careway
