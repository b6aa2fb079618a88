// Who is there when the run begins: patients under way, with what they hold, what their clocks show and how long they stay.
#include <algorithm>
#include <cmath>

#include "base/mix.hpp"
#include "base/whole.hpp"
#include "engine/engine.hpp"
#include "random/copula.hpp"
#include "random/draw.hpp"

namespace careway {

namespace {

constexpr std::uint64_t met_draw = name_key("careway.met");
constexpr std::uint64_t stays_draw = name_key("careway.stays");
constexpr std::uint64_t again_draw = name_key("careway.again");
constexpr std::int64_t most_present = 1'000'000;
constexpr std::uint64_t most_attempts = 1000;

}  // namespace

/// Does `set` operations, as many as `operations` or as follow each other, but keeps what is known. False: what would be drawn
/// for a known label is another one.
bool Engine::fill(Patient& p, std::uint32_t first, std::uint32_t operations, const std::vector<KnownValue>& known) {
  bool alike = true;
  for (std::uint32_t i = 0; i < operations && ops_[first + i].code == OpCode::set; ++i) {
    const Op* op = ops_ + first + i;
    const auto given = std::find_if(known.begin(), known.end(), [&](const KnownValue& k) { return k.slot == op->a; });
    if (given == known.end()) patients_.attributes(p)[op->a] = value(op->b, p);
    else if (given->compared) alike = alike && value(op->b, p) == given->value;
  }
  return alike;
}

// ---------------------------------------------------------------- what is left

/// How long a quantity that has gone on for `elapsed` goes on still: on the condition that it is longer. The values of a draw
/// do not fall with its bits, so the bits that give longer ones are those above a limit, found by halving.
Engine::GoneOn Engine::gone_on(std::uint32_t quantity, Patient& p, Ticks elapsed) {
  const QuantityNode* node = resolved(quantity, p);
  if (node == nullptr) return {0, 0};
  const auto left = [&](Ticks whole) { return whole > elapsed ? GoneOn{whole - elapsed, 1} : GoneOn{0, 0}; };
  if (node->kind == QuantityNode::Kind::formula) return left(whole_ticks(evaluate(node->first, &p, site_of(p))));
  const Leaf& leaf = parameters(p).leaves[node->first];
  const LeafCode& code = net_.leaf_codes[node->first];
  if (leaf.fixed) return left(whole_ticks(shaped(leaf, 0, p)));
  const std::uint64_t times = code.counter == no_slot ? 0 : patients_.counted(p, code.counter);
  const std::uint64_t own = draw_bits(p.key, code.draw_key, times);
  const auto whole = [&](std::uint64_t bits) { return whole_ticks(shaped(leaf, joint_bits(p.key, code.joint, times, bits), p)); };
  if (leaf.choice != no_index) {  // its values stand in any order: again, until it is long enough
    std::uint64_t bits = own;
    for (std::uint64_t attempt = 1; attempt <= most_attempts; ++attempt) {
      if (whole(bits) > elapsed) return {whole(bits) - elapsed, 1 / static_cast<double>(attempt)};
      bits = draw_bits(p.key, code.draw_key ^ again_draw, attempt);
    }
    return {0, 0};
  }
  if (whole(UINT64_MAX) <= elapsed) return {0, 0};
  std::uint64_t below = 0, above = UINT64_MAX;  // whole(above) > elapsed
  if (whole(0) > elapsed) above = 0;
  while (above - below > 1) {
    const std::uint64_t middle = below + (above - below) / 2;
    (whole(middle) > elapsed ? above : below) = middle;
  }
  const UInt128 width = (static_cast<UInt128>(1) << 64) - above;
  const std::uint64_t bits = above + static_cast<std::uint64_t>(width * own >> 64);
  return {whole(bits) - elapsed, std::ldexp(static_cast<double>(width), -64)};
}

/// A quantity met at a moment that has nothing to do with it: what is left, and how likely its patients are to be met.
Engine::GoneOn Engine::met_under_way(std::uint32_t quantity, Patient& p) {
  const QuantityNode* node = resolved(quantity, p);
  if (node == nullptr) return {0, 0};
  const std::uint64_t bits = draw_bits(p.key, met_draw, 0);
  if (node->kind == QuantityNode::Kind::formula) return {whole_ticks(evaluate(node->first, &p, site_of(p)) * open_unit(bits)), 1};
  const auto& residuals = parameters(p).residuals;
  const auto found = residuals.find(node->first);
  if (found == residuals.end()) return {0, 0};  // nobody stays there
  const std::uint32_t times = net_.leaf_codes[node->first].times;
  const double factor = times == no_index ? 1 : evaluate(times, &p, site_of(p));
  return {whole_ticks(found->second.sampler.sample(bits) * factor), found->second.mean / longest_mean(quantity, p)};
}

/// The longest mean among the cases of a quantity.
double Engine::longest_mean(std::uint32_t quantity, const Patient& p) const {
  const QuantityNode& node = net_.quantities[quantity];
  if (node.kind >= QuantityNode::Kind::by) {
    double longest = node.otherwise == no_index ? 0 : longest_mean(node.otherwise, p);
    for (std::uint32_t i = 0; i < node.count; ++i)
      if (const std::uint32_t child = net_.by_children[node.first + i]; child != no_index) longest = std::max(longest, longest_mean(child, p));
    return longest;
  }
  const auto found = parameters(p).residuals.find(node.first);
  return node.kind == QuantityNode::Kind::leaf && found != parameters(p).residuals.end() ? found->second.mean : 0;
}

// ---------------------------------------------------------------- placing

/// Attributes, and what is left of the delay that goes on. Where attributes are drawn as those of arrivals are, each draw is kept
/// with the chance that such a patient is found there, so that those who stay long are found more often.
Engine::Course Engine::take_course(const PresentInfo& info, Patient& p) {
  const Op& op = ops_[info.position];
  const std::uint64_t key = p.key;
  const bool drawn = info.like != no_index;
  Course course;
  for (std::uint64_t attempt = 0; attempt < most_attempts; ++attempt) {
    p.key = attempt == 0 ? key : patient_key(key, attempt);
    for (const KnownValue& known : info.known) patients_.attributes(p)[known.slot] = known.value;
    if (info.operations > 0) fill(p, info.program, info.operations, info.known);
    const bool alike = !drawn || fill(p, info.like, UINT32_MAX, info.known);
    p.key = key;
    double share = 1;
    course.elapsed = std::max<Ticks>(0, info.elapsed);
    if (op.code == OpCode::delay) {
      const GoneOn on = info.elapsed < 0 ? met_under_way(op.b, p) : gone_on(op.b, p, info.elapsed);
      course.left = on.left;
      share = on.share;
      if (info.elapsed < 0) course.elapsed = gone_on(op.b, p, on.left).left;  // age and rest of a time that is met are alike
    }
    if (!drawn) break;
    if (alike && open_unit(draw_bits(key, stays_draw, attempt)) < share) break;
  }
  return course;
}

std::uint32_t Engine::place(const PresentInfo& info, std::uint64_t key) {
  const std::uint32_t id = patients_.take();
  Patient& p = patients_.at(id);
  p.key = key;
  p.ordinal = next_ordinal_++;
  p.position = info.position;
  if (info.site != no_index) p.move_to(static_cast<std::uint16_t>(info.site));
  p.source = info.source;
  comes_in<true>(p);
  recorder_.counted(net_.sources[info.source].count, site_of(p));
  const Course course = take_course(info, p);
  p.joined = -course.elapsed;
  p.arrived = std::min<Ticks>(-1, -course.elapsed);
  for (const PresentInfo::Clock& clock : info.clocks) {
    const Ticks age = clock.age < 0 ? course.elapsed : clock.age;
    patients_.clocks(p)[clock.slot] = now_ - age;
    ++p.running;
    recorder_.clock_resumed(net_.clocks_in[net_.component[p.position]][clock.slot], age, now_);
    p.arrived = std::min(p.arrived, now_ - age);
  }
  saw(Watcher::What::arrived, p, info.position);
  for (const PresentInfo::Held& held : info.holds) {
    const std::int64_t units = held.asked == no_index ? held.units : whole_within(evaluate(held.asked, &p, site_of(p)), 0, most_units);
    const std::uint64_t beyond = beyond_capacity_;
    if (units > 0) take(p, id, held.slot, held.resource.at(site_of(p)), units, 0, no_index);
    beyond_capacity_ = beyond;  // more may be there than there is room for: the excess drains
  }
  if (ops_[info.position].code == OpCode::delay) {
    begin_delay<true>(p, id, p.position, course.left);
    p.whole = course.elapsed + course.left;
  }
  return id;
}

void Engine::place_present() {
  std::vector<std::uint32_t> waiting, others;
  for (const std::uint32_t which : subnetwork_->present) {
    const PresentInfo& info = net_.present[which];
    const std::uint64_t source = source_key(run_key_, net_.sources[info.source].key);
    std::int64_t number = 1;
    if (info.number != no_index) {
      Patient& scratch = patients_.at(scratch_);
      scratch.key = patient_key(source, info.key);
      scratch.move_to(info.site == no_index ? no_site : static_cast<std::uint16_t>(info.site));
      number = whole_within(value(info.number, scratch), 0, most_present);
    }
    for (std::int64_t i = 0; i < number; ++i) {
      const std::uint32_t id = place(info, patient_key(source, info.key + static_cast<std::uint64_t>(i)));
      const OpCode code = ops_[info.position].code;
      if (code == OpCode::seize) waiting.push_back(id);
      else if (code != OpCode::delay) others.push_back(id);
    }
  }
  std::stable_sort(waiting.begin(), waiting.end(), [&](std::uint32_t a, std::uint32_t b) { return patients_.at(a).joined < patients_.at(b).joined; });
  for (const std::uint32_t id : waiting) {
    Patient& p = patients_.at(id);
    const RequestCode& request = net_.requests[ops_[p.position].b];
    std::int64_t units = 1;
    if (request.units != no_index) units = whole_within(evaluate(request.units, &p, site_of(p)), 0, most_units);
    preference(request, p);
    const auto swapped_before = static_cast<std::ptrdiff_t>(ready_.size());
    begin_wait(p, id, request, units, priority_of(request, p), p.joined);
    if (p.state == PatientState::acting) ready_.insert(ready_.begin() + swapped_before, id);  // it closed a circle, and all in it were swapped
  }
  if (!ready_.empty()) {
    const std::uint32_t first = ready_.front();
    ready_.erase(ready_.begin());
    go_on(patients_.at(first), first);  // and the others after it
  }
  for (const std::uint32_t id : others) go_on(patients_.at(id), id);
}

}  // namespace careway
