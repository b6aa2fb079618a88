// Bookings of daily capacity, and their being given back.
#include "base/words.hpp"
#include "network/compiler.hpp"

namespace careway {

/// What bookings are called: by `as`, or by their resource. Known before the steps are compiled, for one may be cancelled in a step before.
void Compiler::name_bookings() {
  for (const auto& pathway : variant_.pathways)
    for (const Step& step : pathway->steps)
      for (const Action& action : step.actions)
        if (const auto* book = std::get_if<ActBook>(&action.what)) booking_names_.add(booking_name(*book, pathway->name));
}

std::string Compiler::booking_name(const ActBook& book, const std::string& pathway) const {
  if (book.as.given()) return full_name(pathway, book.as.text);
  const auto number = symbols_.resources.resolve(book.resource.text.substr(0, book.resource.text.find('@')), pathway);
  return number ? symbols_.resources.names()[*number] : full_name(pathway, book.resource.text);
}

void Compiler::act(const ActBook& a, const Action& action, const Scope& scope, bool in_loop) {
  BookingCode booking;
  const auto ref = resource(a.resource, scope, action.path);
  if (ref) booking.resource = *ref;
  booking.name = static_cast<std::uint16_t>(booking_names_.find(booking_name(a, scope.pathway)).value_or(0));
  booking.first_daily = static_cast<std::uint32_t>(out_.daily_needs.size());
  booking.daily = static_cast<std::uint32_t>(a.daily.size());
  out_.daily_needs.insert(out_.daily_needs.end(), a.daily.begin(), a.daily.end());
  if (a.first) booking.first = expression(*a.first, scope, action.path + ".first", Meaning::number);
  if (a.last) booking.last = expression(*a.last, scope, action.path + ".last", Meaning::number);
  if (a.days) booking.days = expression(*a.days, scope, action.path + ".days", Meaning::number);
  if (a.within) booking.within = quantity(*a.within, draw_name(action, "within", in_loop), scope);
  if (a.patience) booking.patience = quantity(*a.patience, draw_name(action, "patience", in_loop), scope);
  if (booking.patience != no_index) out_.gives_bookings_back = true;
  const auto number = static_cast<std::uint32_t>(out_.bookings.size());
  out_.bookings.push_back(booking);
  const std::uint32_t position = emit_op(OpCode::book, 0, number);
  if (a.otherwise.given()) late_bookings_.push_back({position, number, a.otherwise, action.path + ".otherwise", needs_site_});
}

/// Behind the last action of the step: where those go on who get no day in time. First they give back what they booked.
void Compiler::end_late_bookings(const Scope& scope) {
  for (const LateBooking& late : late_bookings_) {
    current_action_ = out_.ops[late.position].action;
    const std::uint32_t gives_back = emit_op(OpCode::cancel_booking, out_.bookings[late.booking].name);
    emit_op(OpCode::jump, 0, 0, target(late.otherwise, scope, late.path));
    out_.bookings[late.booking].otherwise = gives_back;
    flow_node(late.position).next.push_back(gives_back);
    needs_site[gives_back] = needs_site[gives_back + 1] = late.needs_site;
  }
  late_bookings_.clear();
}

void Compiler::act(const ActCancelBooking& a, const Action& action, const Scope& scope, bool) {
  for (const Word& word : a.names) {
    const auto name = booking_names_.resolve(word.text, scope.pathway);
    if (name) {
      emit_op(OpCode::cancel_booking, static_cast<std::uint16_t>(*name));
      out_.gives_bookings_back = true;
    } else if (symbols_.resources.resolve(word.text, scope.pathway)) {
      findings_.error(word.place, action.path, "\"" + word.text + "\" is never booked under this name", "use the name of `as` of its book, or book it before");
    } else {
      unknown_name(findings_, word.place, action.path, word.text, "booking", booking_names_.candidates(scope.pathway));
    }
  }
}

}  // namespace careway
