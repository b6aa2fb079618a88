// The harness is built with these tests.
#include "../support/run_model.cpp"
