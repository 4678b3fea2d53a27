# Each strategy finds a planted race; what it found is one line of text, and short.
foreach(test schedule search)
    ntsim_unit_test(explore ${test})
endforeach()
