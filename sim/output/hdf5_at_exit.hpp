// How the HDF5 library ends.
#pragma once

namespace careway {

/// To be called before anything else of HDF5: the library then leaves at exit what is open. A file that could not be closed, since the
/// disk is full, would else make it end in a crash; all other files have been closed by then.
void leave_hdf5_at_exit();

}  // namespace careway
