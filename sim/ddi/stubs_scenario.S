/* What a scenario may call: what an application may, and the functions of ntsim/scenario.h. */
#include "stubs_app.S"

#define SCENARIO(name) stub name
#include "scenario.def"
