// 128-bit integers: exact sums of squared milliseconds need them.
#pragma once

namespace careway {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

}  // namespace careway
