# Every library comes from the distribution's packages (Debian 12 and 13, Ubuntu 24.04); nothing is downloaded.
# What differs between them (and newer releases) is hidden here, behind the io_labs_* targets.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(GTest REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)

pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(LIBDW REQUIRED IMPORTED_TARGET libdw)
pkg_check_modules(LIBELF REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)

# Boost.Process v2 is header-only up to 1.85 (namespace boost::process::v2), a compiled library from 1.86
# (same namespace), and the default namespace from 1.88. Including <boost/process/v2.hpp> works in all of them.
find_package(Boost 1.81 REQUIRED)
add_library(io_labs_boost_process INTERFACE)
target_link_libraries(io_labs_boost_process INTERFACE Boost::headers Threads::Threads)
if(Boost_VERSION VERSION_GREATER_EQUAL 1.86)
    find_package(Boost 1.86 REQUIRED COMPONENTS process)
    target_link_libraries(io_labs_boost_process INTERFACE Boost::process)
else()
    # Before 1.86 Asio and Process v2 are header-only: one translation unit each would gain nothing here.
    target_compile_definitions(io_labs_boost_process INTERFACE BOOST_PROCESS_V2_HEADER_ONLY)
endif()
