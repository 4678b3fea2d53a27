# Which functions of a driver lie in which section, by every way to say so.
ntsim_add_driver(sections SOURCES unit/image/drivers/sections.c unit/image/drivers/sections_other.c INCLUDES unit/image/drivers)
ntsim_unit_test(image sections MODULES sections.sys ARGS ${NTSIM_MODULE_DIR}/sections.sys)
if(NTSIM_HAVE_CXX)
    ntsim_add_driver(sections_cxx SOURCES unit/image/drivers/sections_cxx.cpp)
    ntsim_unit_test(image sections_cxx MODULES sections_cxx.sys ARGS ${NTSIM_MODULE_DIR}/sections_cxx.sys)
endif()
