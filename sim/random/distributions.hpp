// Every kind of distribution, in namespace careway::distribution. Parameters are of the variable itself unless a comment
// says otherwise; wrong ones throw std::invalid_argument with plain words. Arguments stand in the order of the words that
// name them in the model language: mean before sd, min before max, shape before scale.
#pragma once

#include "random/beta.hpp"         // IWYU pragma: export
#include "random/bounded.hpp"      // IWYU pragma: export
#include "random/counts.hpp"       // IWYU pragma: export
#include "random/empirical.hpp"    // IWYU pragma: export
#include "random/equilibrium.hpp"  // IWYU pragma: export
#include "random/gamma.hpp"        // IWYU pragma: export
#include "random/gaussian.hpp"     // IWYU pragma: export
#include "random/lifetime.hpp"     // IWYU pragma: export
#include "random/mixture.hpp"      // IWYU pragma: export
#include "random/modified.hpp"     // IWYU pragma: export
