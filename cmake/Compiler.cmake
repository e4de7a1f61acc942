# C++20 with coroutines and std::source_location: older compilers fail late, and in words about something else.
set(oldest_GNU 12)
set(oldest_Clang 15)
set(oldest ${oldest_${CMAKE_CXX_COMPILER_ID}})
# (Fuzz targets are of the grader alone, and Debian 12's clang++ 14 with its libFuzzer is enough for it.)
if(DEFINED oldest AND NOT IO_LABS_FUZZ AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS oldest)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} is version ${CMAKE_CXX_COMPILER_VERSION}, and these labs need "
        "g++ ${oldest_GNU} or clang++ ${oldest_Clang} at least. Name one: CXX=g++ ./lab grade, or CXX=clang++-${oldest_Clang} ./lab grade")
endif()
