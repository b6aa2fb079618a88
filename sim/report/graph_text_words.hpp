// What the user wrote, in plain words: durations, shares, conditions, capacities, arrivals.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "model/study_text.hpp"

namespace careway {

/// "call_clinician" as "call clinician".
std::string spaced(std::string name);
/// Up to `most` characters (not bytes), then "…".
std::string shortened(const std::string& text, std::size_t most);
/// A condition or formula for reading: names with spaces, "=" for "==".
std::string plain_expression(const Expression& expression);
/// "8 min (lognormal)", "by kind – adult 1.8 days, else 6 days".
std::string quantity_words(const Quantity& quantity);
/// "90 min", "36 h", "4.5 days".
std::string duration_words(Ticks duration);
/// "city 33%", "1: 33%".
std::string labelled(const std::string& label, const std::string& value);
/// "08:30".
std::string time_of_day_words(Ticks time);
/// " on Mon, Tue"; nothing when it is every day.
std::string days_words(const std::array<bool, 7>& days);
/// "75%".
std::string share_words(double share);
/// "45 min", "1,290", "0.05": what a fixed or mean value comes to.
std::string number_words(double number);
/// What an attribute is given: "frail = 1", "acuity by category".
std::string attribute_words(const SetAttribute& set);

/// Capacity at the start; `at` holds the same resource at each site (one entry when it exists once).
std::string capacity_words(const std::vector<const Resource*>& at, const std::vector<Site>& sites);
/// How many come; `at` likewise.
std::string arrivals_words(const std::vector<const Arrivals*>& at, const std::vector<Site>& sites);

}  // namespace careway
