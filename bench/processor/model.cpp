// How many cycles a processor would take for a trace of trace.c (standard input), and for what.
// usage: model INSTRUCTIONS_PER_EVENT [perfect_branches] [all_code_at_hand] [all_data_at_hand]
//
// A model of a wide core that is shared by two threads, as processors of virtual machines are: four instructions a cycle, 224 in flight,
// executed when what they read is there; a branch predictor of the TAGE kind, with one for targets; caches of 32 and 48 KB and of 1 MB;
// loads are served from a store just before. It knows no translation of addresses, no prefetch and no limit of ports. On M3 and its floor
// program it comes within a tenth of what was measured, on the baseline, which waits for far memory, a fifth below: see bench/README.md.
#include <capstone/capstone.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using Address = std::uint64_t;

// Assumed, near what is known of AMD's Zen 4 and 5, with half of what two threads share. The costs of a wrong guess and of jumps were chosen
// among likely ones when the time of M3 was known (others gave it 162 to 176 cycles); the baseline had no part in it.
constexpr int width = 4, retired_at_once = 8, in_flight = 224, taken_at_once = 2;
constexpr double wrong_guess = 14, near_load = 4, near_vector_load = 7, second_level = 14, third_level = 50, far_code = 12;
constexpr double forwarded = 7, forwarded_on_stack = 1;

/// Least recently used lines leave first.
class Cache {
 public:
  Cache(std::size_t kilobytes, std::size_t ways) : sets_(kilobytes * 1024 / 64 / ways), ways_(ways), lines_(sets_ * ways) {}
  /// Whether the line was there; it is now.
  bool has(Address line) {
    const auto begin = lines_.begin() + static_cast<std::ptrdiff_t>(line % sets_ * ways_), end = begin + static_cast<std::ptrdiff_t>(ways_);
    const auto at = std::find(begin, end, line);
    const bool found = at != end;
    std::move_backward(begin, found ? at : end - 1, found ? at + 1 : end);
    *begin = line;
    return found;
  }

 private:
  std::size_t sets_, ways_;
  std::vector<Address> lines_;
};

/// Tables of growing lengths of history (Seznec and Michaud, 2006): the longest that knows a branch guesses.
class Predictor {
 public:
  Predictor() {
    double length = 3;
    for (int i = 0; i < tables; ++i, length *= 1.5) {
      lengths_[i] = std::min(static_cast<int>(length + 0.5), 1024);
      for (Fold* fold : {&of_index_[i], &of_tag_[i], &of_tag_too_[i]}) fold->old_bit_at = lengths_[i];
      of_index_[i].bits = log_entries, of_tag_[i].bits = 12, of_tag_too_[i].bits = 11;
      ways_[i].resize(entries);
      targets_[i].resize(entries);
    }
  }
  /// Whether the guess of a branch is wrong.
  bool misses_way(Address at, bool taken) {
    const Match match = find(at, ways_);
    signed char& base = base_ways_[at % std::size(base_ways_)];
    const bool by_base = base >= 0;
    const bool other = match.other < 0 ? by_base : entry(ways_, match, match.other).counter >= 0;
    bool guess = by_base;
    if (match.longest >= 0) {
      Way& way = entry(ways_, match, match.longest);
      const bool own = way.counter >= 0, weak = (way.counter == 0 || way.counter == -1) && way.useful == 0;
      guess = weak ? other : own;
      if (own != other) own == taken ? way.useful += way.useful < 3 : way.useful -= way.useful > 0;
      count(way.counter, taken, 3);
    }
    if (match.other < 0) count(base, taken, 1);
    if (guess != taken) learn(match, ways_, [taken](Way& way) { way.counter = taken ? 0 : -1; });
    if (++guesses_ % (1u << 18) == 0)
      for (auto& table : ways_)
        for (Way& way : table) way.useful >>= 1;
    remember(taken);
    return guess != taken;
  }
  bool misses_target(Address at, Address target) {
    const Match match = find(at, targets_);
    Target& base = base_targets_[at % std::size(base_targets_)];
    const Address other = match.other < 0 ? base.target : entry(targets_, match, match.other).target;
    Address guess = base.target;
    if (match.longest >= 0) {
      Target& own = entry(targets_, match, match.longest);
      guess = own.counter == 0 ? other : own.target;
      if (own.target == target) own.useful += other != target && own.useful < 3;
      else own.useful -= other == target && own.useful > 0;
      confirm(own, target);
    }
    confirm(base, target);
    if (guess != target) learn(match, targets_, [target](Target& own) { own.counter = 0, own.target = target; });
    const Address hash = target * 0x9E3779B97F4A7C15ull;
    for (const int bit : {60, 61, 62}) remember(hash >> bit & 1);
    return guess != target;
  }
  void remember(bool bit) {
    for (int i = 0; i < tables; ++i) {
      const bool old = history_[(end_ - static_cast<unsigned>(lengths_[i])) % std::size(history_)];
      for (Fold* fold : {&of_index_[i], &of_tag_[i], &of_tag_too_[i]}) fold->add(bit, old);
    }
    history_[end_++ % std::size(history_)] = bit;
  }

 private:
  static constexpr int tables = 14, log_entries = 12;
  static constexpr std::size_t entries = std::size_t{1} << log_entries;
  struct Way { std::uint16_t tag = 0; signed char counter = 0; unsigned char useful = 0; };
  struct Target { std::uint16_t tag = 0; unsigned char counter = 0, useful = 0; Address target = 0; };
  /// So many bits of history in few.
  struct Fold {
    unsigned value = 0;
    int old_bit_at = 0, bits = 0;
    void add(bool bit, bool old) {
      value = value << 1 | bit;
      value ^= unsigned{old} << (old_bit_at % bits);
      value = (value ^ value >> bits) & ((1u << bits) - 1);
    }
  };
  struct Match { int longest = -1, other = -1; unsigned index[tables], tag[tables]; };

  template <class Entry>
  Match find(Address at, const std::vector<Entry> (&all)[tables]) const {
    Match match;
    for (int i = 0; i < tables; ++i) {
      match.index[i] = (static_cast<unsigned>(at ^ at >> log_entries ^ at >> 2 * log_entries) ^ of_index_[i].value) % entries;
      match.tag[i] = (static_cast<unsigned>(at >> 1) ^ of_tag_[i].value ^ of_tag_too_[i].value << 1) & 0xfff;
    }
    for (int i = tables - 1; i >= 0 && match.other < 0; --i)
      if (all[i][match.index[i]].tag == match.tag[i]) (match.longest < 0 ? match.longest : match.other) = i;
    return match;
  }
  template <class Entry>
  static Entry& entry(std::vector<Entry> (&all)[tables], const Match& match, int table) { return all[table][match.index[table]]; }
  /// A longer history gets a place, or the next time has a better chance of one.
  template <class Entry, class Set>
  void learn(const Match& match, std::vector<Entry> (&all)[tables], Set set) {
    if (match.longest == tables - 1) return;
    random_ = random_ * 1664525 + 1013904223;
    for (int i = std::min(match.longest + 1 + static_cast<int>(random_ >> 16 & 1), tables - 1); i < tables; ++i) {
      Entry& one = entry(all, match, i);
      if (one.useful != 0) continue;
      one.tag = static_cast<std::uint16_t>(match.tag[i]);
      set(one);
      return;
    }
    for (int i = match.longest + 1; i < tables; ++i) entry(all, match, i).useful -= entry(all, match, i).useful > 0;
  }
  static void count(signed char& counter, bool up, int most) {
    if (up ? counter < most : counter > -most - 1) up ? ++counter : --counter;
  }
  static void confirm(Target& one, Address target) {
    if (one.target == target) one.counter += one.counter < 3;
    else if (one.counter > 0) --one.counter;
    else one.target = target;
  }

  int lengths_[tables];
  Fold of_index_[tables], of_tag_[tables], of_tag_too_[tables];
  std::vector<Way> ways_[tables];
  std::vector<Target> targets_[tables];
  signed char base_ways_[1 << 14] = {};
  Target base_targets_[1 << 12];
  bool history_[4096] = {};
  unsigned end_ = 0, random_ = 1;
  std::uint64_t guesses_ = 0;
};

enum class Branch { none, conditional, jump_to_register, call_of_register, back, fixed };

/// What of an instruction matters: bits for registers (16 of whole numbers, 16 vectors, the flags).
struct Decoded {
  std::uint64_t addresses = 0, reads = 0, writes = 0;
  double latency = 1;
  Branch branch = Branch::none;
  bool vector = false, on_stack = false;
  unsigned length = 0;
};

constexpr int flags = 32, stack_pointer = 7, registers = 33;

int number_of(unsigned r) {
  static const std::vector<std::vector<unsigned>> old = {
      {X86_REG_RAX, X86_REG_EAX, X86_REG_AX, X86_REG_AL, X86_REG_AH}, {X86_REG_RBX, X86_REG_EBX, X86_REG_BX, X86_REG_BL, X86_REG_BH},
      {X86_REG_RCX, X86_REG_ECX, X86_REG_CX, X86_REG_CL, X86_REG_CH}, {X86_REG_RDX, X86_REG_EDX, X86_REG_DX, X86_REG_DL, X86_REG_DH},
      {X86_REG_RSI, X86_REG_ESI, X86_REG_SI, X86_REG_SIL}, {X86_REG_RDI, X86_REG_EDI, X86_REG_DI, X86_REG_DIL},
      {X86_REG_RBP, X86_REG_EBP, X86_REG_BP, X86_REG_BPL}, {X86_REG_RSP, X86_REG_ESP, X86_REG_SP, X86_REG_SPL}};
  for (std::size_t i = 0; i < old.size(); ++i)
    if (std::count(old[i].begin(), old[i].end(), r) > 0) return static_cast<int>(i);
  for (const auto& [first, last, number] : {std::tuple(X86_REG_R8, X86_REG_R15, 8), std::tuple(X86_REG_R8D, X86_REG_R15D, 8), std::tuple(X86_REG_R8W, X86_REG_R15W, 8),
                                            std::tuple(X86_REG_R8B, X86_REG_R15B, 8), std::tuple(X86_REG_XMM0, X86_REG_XMM15, 16), std::tuple(X86_REG_YMM0, X86_REG_YMM15, 16)})
    if (r >= static_cast<unsigned>(first) && r <= static_cast<unsigned>(last)) return number + static_cast<int>(r) - first;
  return r == X86_REG_EFLAGS ? flags : -1;
}

std::uint64_t bit_of(unsigned r) {
  const int number = number_of(r);
  return number < 0 ? 0 : std::uint64_t{1} << number;
}

double latency_of(const std::string& name) {
  if (name == "imul" || name == "mul" || name == "addsd" || name == "subsd" || name == "mulsd" || name == "maxsd" || name == "minsd") return 3;
  if (name == "div" || name == "idiv") return 12;
  if (name == "divsd") return 13;
  if (name == "sqrtsd") return 18;
  if (name.rfind("cvt", 0) == 0) return 5;
  if (name == "movq" || name == "movd") return 2;
  return name == "ucomisd" || name == "comisd" ? 4 : 1;
}

Decoded decode(csh handle, Address at, const std::uint8_t* code, unsigned length) {
  Decoded out;
  out.length = length;
  cs_insn* found = nullptr;
  if (cs_disasm(handle, code, length, at, 1, &found) != 1) return out;
  const cs_detail& detail = *found->detail;
  const cs_x86& x86 = detail.x86;
  const std::string name = found->mnemonic;
  for (int i = 0; i < x86.op_count; ++i) {
    const cs_x86_op& operand = x86.operands[i];
    if (operand.type == X86_OP_MEM) {
      out.addresses |= bit_of(operand.mem.base) | bit_of(operand.mem.index);
      out.on_stack = operand.mem.base == X86_REG_RSP || operand.mem.base == X86_REG_RBP;
    } else if (operand.type == X86_OP_REG) {
      if (operand.access & CS_AC_READ) out.reads |= bit_of(operand.reg);
      if (operand.access & CS_AC_WRITE) out.writes |= bit_of(operand.reg);
    }
  }
  const std::uint64_t but_stack = ~(std::uint64_t{1} << stack_pointer);  // which is renamed at once
  for (int i = 0; i < detail.regs_read_count; ++i) out.reads |= bit_of(detail.regs_read[i]) & but_stack;
  for (int i = 0; i < detail.regs_write_count; ++i) out.writes |= bit_of(detail.regs_write[i]) & but_stack;
  if (name == "lea") out.reads |= std::exchange(out.addresses, 0);
  out.latency = latency_of(name);
  const bool of_registers = x86.op_count == 2 && x86.operands[0].type == X86_OP_REG && x86.operands[1].type == X86_OP_REG;
  if (of_registers && x86.operands[0].reg == x86.operands[1].reg && (name == "xor" || name == "pxor" || name == "xorps" || name == "xorpd" || name == "sub")) {
    out.reads = 0;
    out.latency = 0;
  }
  if (of_registers && (name == "mov" || name == "movapd" || name == "movaps" || name == "movdqa")) out.latency = 0;
  for (int i = 0; i < detail.groups_count; ++i) {
    if (detail.groups[i] == CS_GRP_RET) out.branch = Branch::back;
    if (detail.groups[i] != CS_GRP_JUMP && detail.groups[i] != CS_GRP_CALL) continue;
    const bool fixed = x86.operands[0].type == X86_OP_IMM;
    out.branch = name != "jmp" && name != "call" ? Branch::conditional : fixed ? Branch::fixed : name == "jmp" ? Branch::jump_to_register : Branch::call_of_register;
  }
  out.vector = (out.writes >> 16 & 0xffff) != 0;
  cs_free(found, 1);
  return out;
}

struct Options { bool perfect_branches = false, all_code_at_hand = false, all_data_at_hand = false; };

class Processor {
 public:
  explicit Processor(Options options) : options_(options) {}

  void execute(Address at, const Decoded& one, const std::uint64_t* accesses, unsigned count) {
    if (last_ != nullptr) follow(at);
    if (at / 64 != line_) {
      line_ = at / 64;
      if (!code_.has(line_)) {
        ++far_code_;
        if (!options_.all_code_at_hand) begin_fetch(fetch_ + far_code);
      }
    }
    if (fetched_ >= width) begin_fetch(fetch_ + 1);
    ++fetched_;
    if (executed_ >= in_flight && retired_[(executed_ - in_flight) % retired_.size()] > fetch_) {
      begin_fetch(retired_[(executed_ - in_flight) % retired_.size()]);
      fetched_ = 1;
    }
    const double address_known = latest(fetch_, one.addresses);
    double done = latest(fetch_, one.reads);
    Address stored = 0;
    bool stores = false;
    for (unsigned i = 0; i < count; ++i) {
      const Address where = accesses[i] >> 1;
      const double found_after = find(where / 64, one.vector);
      if (accesses[i] & 1) {
        stores = true;
        stored = where / 8;
      } else {
        double there = address_known + found_after;
        const auto before = stores_.find(where / 8);
        if (before != stores_.end() && executed_ - before->second.second < in_flight && before->second.first > address_known - 3)
          there = std::max(address_known, before->second.first) + (one.on_stack ? forwarded_on_stack : forwarded);
        done = std::max(done, there);
      }
    }
    done += one.latency;
    if (stores) stores_[stored] = {std::max(done, address_known), executed_};
    for (int r = 0; r < registers; ++r)
      if (one.writes >> r & 1) known_[r] = done;
    retire(done);
    last_ = &one;
    last_at_ = at;
    last_done_ = done;
  }

  bool executed() const { return executed_ != 0; }

  void print(double instructions_per_event) const {
    const double events = static_cast<double>(executed_) / instructions_per_event;
    std::printf("instructions %.0f  cycles %.1f  wrong guesses %.2f  code misses %.2f  data misses: first level %.2f, second %.2f\n", instructions_per_event, retired_last_ / events,
                static_cast<double>(wrong_) / events, static_cast<double>(far_code_) / events, static_cast<double>(missed_) / events, static_cast<double>(far_) / events);
  }

 private:
  /// The branch before is known to go to `at`.
  void follow(Address at) {
    const bool taken = at != last_at_ + last_->length;
    bool wrong = false;
    switch (last_->branch) {
      case Branch::none: return;
      case Branch::conditional: wrong = predictor_.misses_way(last_at_, taken); break;
      case Branch::jump_to_register:
      case Branch::call_of_register: wrong = predictor_.misses_target(last_at_, at); break;
      case Branch::fixed: predictor_.remember(true); break;
      case Branch::back: break;  // a stack of returns knows
    }
    wrong_ += wrong;
    if (wrong && !options_.perfect_branches) {
      if (last_done_ + wrong_guess > fetch_) begin_fetch(last_done_ + wrong_guess);
    } else if (taken && ++taken_ >= taken_at_once) {
      begin_fetch(fetch_ + 1);
    }
  }
  void begin_fetch(double cycle) {
    fetch_ = cycle;
    fetched_ = taken_ = 0;
  }
  double latest(double time, std::uint64_t which) const {
    for (int r = 0; r < registers; ++r)
      if (which >> r & 1) time = std::max(time, known_[r]);
    return time;
  }
  double find(Address line, bool vector) {
    const double near = vector ? near_vector_load : near_load;
    if (first_.has(line)) return near;
    ++missed_;
    const bool in_second = second_.has(line);
    far_ += !in_second;
    return options_.all_data_at_hand ? near : in_second ? second_level : third_level;
  }
  void retire(double done) {
    if (done > retired_last_) {
      retired_last_ = done;
      retired_in_cycle_ = 0;
    } else if (++retired_in_cycle_ >= retired_at_once) {
      retired_last_ += 1;
      retired_in_cycle_ = 0;
    }
    retired_[executed_++ % retired_.size()] = retired_last_;
  }

  Options options_;
  Predictor predictor_;
  Cache code_{32, 8}, first_{48, 12}, second_{1024, 16};
  std::unordered_map<Address, std::pair<double, std::uint64_t>> stores_;  ///< when it was done, and as which instruction
  std::vector<double> retired_ = std::vector<double>(4096);
  double known_[registers] = {};
  double fetch_ = 0, retired_last_ = 0, last_done_ = 0;
  int fetched_ = 0, taken_ = 0, retired_in_cycle_ = 0;
  Address line_ = 0, last_at_ = 0;
  const Decoded* last_ = nullptr;
  std::uint64_t executed_ = 0, wrong_ = 0, far_code_ = 0, missed_ = 0, far_ = 0;
};

bool read_words(std::uint64_t* to, std::size_t count) { return std::fread(to, sizeof *to, count, stdin) == count; }

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fputs("usage: model INSTRUCTIONS_PER_EVENT [perfect_branches] [all_code_at_hand] [all_data_at_hand] < TRACE\n", stderr);
    return 2;
  }
  Options options;
  for (int i = 2; i < count; ++i) {
    const std::string word = words[i];
    options.perfect_branches |= word == "perfect_branches";
    options.all_code_at_hand |= word == "all_code_at_hand";
    options.all_data_at_hand |= word == "all_data_at_hand";
  }
  csh handle = 0;
  if (cs_open(CS_ARCH_X86, CS_MODE_64, &handle) != CS_ERR_OK) return 1;
  cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
  Processor processor(options);
  std::unordered_map<Address, Decoded> code;
  for (std::uint64_t header = 0, rest[256]; read_words(&header, 1);) {
    const Address at = header >> 16;
    const unsigned number = header & 255;
    if (number == 255) {
      if (!read_words(rest, 2)) break;
      if (!code.contains(at)) code.emplace(at, decode(handle, at, reinterpret_cast<const std::uint8_t*>(rest), static_cast<unsigned>(header >> 8 & 255)));
    } else {
      if (!read_words(rest, number)) break;
      processor.execute(at, code.at(at), rest, number);
    }
  }
  if (!processor.executed()) return 1;
  processor.print(std::atof(words[1]));
  return 0;
}
