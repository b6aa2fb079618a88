// An HDF5 file that is open in memory, as bytes.
#pragma once

#include <string>

#include "output/hdf5_handles.hpp"

namespace careway::test {

inline std::string image_of(const Hdf5Handle& file) {
  must(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "finish the file");
  const ssize_t size = H5Fget_file_image(file.id(), nullptr, 0);
  must(size < 0 ? -1 : 0, "finish the file");
  std::string image(static_cast<std::size_t>(size), '\0');
  must(H5Fget_file_image(file.id(), image.data(), image.size()) < 0 ? -1 : 0, "finish the file");
  return image;
}

}  // namespace careway::test
