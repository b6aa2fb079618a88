#include "engine/patients.hpp"

#include <new>
#include <stdexcept>
#include <type_traits>

namespace careway {

namespace {

constexpr std::size_t near_bytes = 1 << 19;  // half of a usual second-level cache

}  // namespace

std::uint32_t PatientPool::add() {
  if (used_ >= most_patients)
    throw std::length_error("more than " + std::to_string(most_patients) + " patients at once: the model runs away");
  if ((used_ >> block_bits) >= blocks_.size())
    blocks_.emplace_back(static_cast<std::byte*>(::operator new[](stride_ << block_bits, std::align_val_t{64})));
  far_ = used_ * stride_ > near_bytes;
  ++live_;
  std::memcpy(record(used_), fresh_.get(), stride_);
  return used_++;
}

bool PatientPool::is_bare(Patient& p) {
  for (std::size_t i = 0; i < net_.clock_slots; ++i)
    if (clocks(p)[i] != not_running) return false;
  for (std::size_t i = 0; i < net_.holding_slots; ++i)
    if (holdings(p)[i].units != 0) return false;
  return p.running == 0;
}

void PatientPool::make_fresh() {
  static_assert(std::is_trivially_copyable_v<Patient>);
  fresh_.reset(static_cast<std::byte*>(::operator new[](stride_, std::align_val_t{64})));
  std::memset(fresh_.get(), 0, stride_);
  Patient& p = *new (fresh_.get()) Patient();
  p.state = PatientState::acting;
  double* values = attributes(p);
  for (std::size_t i = 0; i < net_.attribute_slots; ++i) values[i] = net_.attributes[i].numeric ? 0 : -1;
  Ticks* running = clocks(p);
  for (std::size_t i = 0; i < net_.clock_slots; ++i) running[i] = not_running;
  Holding* held = holdings(p);
  for (std::size_t i = 0; i < net_.holding_slots; ++i) held[i] = Holding();
}

void PatientPool::copy_model_part(Patient& from, Patient& to) {
  std::memcpy(attributes(to), attributes(from), net_.attribute_slots * sizeof(double));
}

}  // namespace careway
