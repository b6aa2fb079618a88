// What each verb means. `Verb` is one action as it stands: its map, and what stands at the verb itself.
#pragma once

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

struct Verb {
  Reader& reader;
  const Fields* fields;  ///< the verb and its modifiers; null for a bare `join`
  Spot value;            ///< of the verb; its path is that of the action
};

ActSeize read_seize(const Verb& verb);
ActRelease read_release(const Verb& verb);
ActDelay read_delay(const Verb& verb);
ActSplit read_split(const Verb& verb);
ActRoute read_route(const Verb& verb);
ActChooseSite read_choose_site(const Verb& verb);
ActBook read_book(const Verb& verb);
ActCancelBooking read_cancel_booking(const Verb& verb);

}  // namespace careway
