// HDF5's numbers for open things, held by objects that close them; and what both directions share.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "output/format.hpp"

namespace careway {

/// Sizes of an array, the last index fastest.
using Shape = std::vector<std::size_t>;

/// What a reader without our code should know about a dataset.
struct About {
  const char* unit;
  const char* definition;
  const char* dimensions;
};

class Hdf5Handle {
 public:
  using Close = herr_t (*)(hid_t);
  /// Throws FileFault("could not " + doing) when `id` says that the call failed.
  Hdf5Handle(hid_t id, Close close, const std::string& doing) : id_(id), close_(close) {
    if (id < 0) throw FileFault("HDF5 could not " + doing);
  }
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&&) = delete;
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  hid_t id() const { return id_; }

 private:
  hid_t id_;
  Close close_;
};

inline void must(herr_t status, const std::string& doing) {
  if (status < 0) throw FileFault("HDF5 could not " + doing);
}

/// While it lives, HDF5 prints nothing: we say ourselves what failed.
class QuietHdf5 {
 public:
  QuietHdf5() {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  QuietHdf5(const QuietHdf5&) = delete;
  QuietHdf5& operator=(const QuietHdf5&) = delete;
  ~QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// A kind of number as it lies in the file (little endian on every machine) and in memory.
struct NumberType {
  hid_t file;
  hid_t memory;
  std::size_t size;
};
template <class T>
NumberType number_type();
template <>
inline NumberType number_type<std::int64_t>() {
  return {H5T_STD_I64LE, H5T_NATIVE_INT64, 8};
}
template <>
inline NumberType number_type<std::uint64_t>() {
  return {H5T_STD_U64LE, H5T_NATIVE_UINT64, 8};
}
template <>
inline NumberType number_type<std::uint32_t>() {
  return {H5T_STD_U32LE, H5T_NATIVE_UINT32, 4};
}
template <>
inline NumberType number_type<double>() {
  return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 8};
}

/// Text of any length, UTF-8: what h5py gives as str.
inline Hdf5Handle text_type() {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
  must(H5Tset_size(type.id(), H5T_VARIABLE), "make a text type");
  must(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make a text type");
  return type;
}

/// Text of fixed length inside tables, padded with zero bytes: what PyTables can read too.
inline Hdf5Handle fixed_text_type(std::size_t size) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
  must(H5Tset_size(type.id(), size), "make a text type");
  must(H5Tset_strpad(type.id(), H5T_STR_NULLPAD), "make a text type");
  must(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make a text type");
  return type;
}

/// Names of measures as names of HDF5 links: "/", "%", zero bytes and names that HDF5 gives a meaning are written %2F,
/// %25 and so on. The true name is always in the attribute `name`.
std::string link_name(const std::string& name);

}  // namespace careway
