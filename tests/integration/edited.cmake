# Drivers as they are after somebody has worked on them, for schedules that were made before: edited(inserted thread_last_instruction "text" "text instead" ...)
# puts thread_last_instruction.sys into edited/inserted. A semicolon is written ~.
function(edited folder driver)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "BESIDE;INCLUDES")
    set(source ${PROJECT_SOURCE_DIR}/drivers/${driver}/${driver}.c)
    set(work ${CMAKE_CURRENT_BINARY_DIR}/edited/${folder})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
    file(READ ${source} text)
    set(edits "${arg_UNPARSED_ARGUMENTS}")
    while(edits)
        list(POP_FRONT edits from to)
        string(REPLACE "~" ";" from "${from}")
        string(REPLACE "~" ";" to "${to}")
        string(FIND "${text}" "${from}" at)
        if(at EQUAL -1)
            message(FATAL_ERROR "edited(${folder}): ${source} has no [${from}]")
        endif()
        string(REPLACE "${from}" "${to}" text "${text}")
    endwhile()
    file(CONFIGURE OUTPUT ${work}/${driver}.c CONTENT "${text}" @ONLY)
    list(TRANSFORM arg_BESIDE PREPEND ${PROJECT_SOURCE_DIR}/drivers/)
    list(TRANSFORM arg_INCLUDES PREPEND ${PROJECT_SOURCE_DIR}/drivers/)
    ntsim_add_driver(edited_${folder} SOURCES ${work}/${driver}.c ${arg_BESIDE} INCLUDES ${PROJECT_SOURCE_DIR}/drivers/${driver} ${arg_INCLUDES})
    set_target_properties(edited_${folder}.sys PROPERTIES OUTPUT_NAME ${driver} LIBRARY_OUTPUT_DIRECTORY ${work})
endfunction()

edited(inserted thread_last_instruction "    KeSetEvent(&extension->Done" "    ExFreePool(ExAllocatePoolWithTag(NonPagedPool, 16, 'tidE'))~
    KeSetEvent(&extension->Done")
edited(relabelled thread_last_instruction "    KeInitializeEvent(&extension->Stop" "    static KEVENT another~
    KeInitializeEvent(&another, NotificationEvent, FALSE)~
    KeInitializeEvent(&extension->Stop")
edited(cured thread_last_instruction "    IoDeleteDevice(DriverObject->DeviceObject)~" "    {
        LARGE_INTEGER second = {.QuadPart = -10000000}~
        KeDelayExecutionThread(KernelMode, FALSE, &second)~
    }
    IoDeleteDevice(DriverObject->DeviceObject)~")
edited(counted factorial_polled "    ULONG status~" "    ULONG status, tries = 0~" "    } while (status & EDU_STATUS_COMPUTING)~" "        if (++tries == 20000)
            return STATUS_DEVICE_NOT_CONNECTED~
    } while (status & EDU_STATUS_COMPUTING)~" BESIDE edu_card/edu_card.c INCLUDES edu_card)
edited(timed factorial_polled "    ULONG status~" "    ULONG status~ ULONGLONG begun = KeQueryInterruptTime()~" "    } while (status & EDU_STATUS_COMPUTING)~" "        if (KeQueryInterruptTime() > begun + 1000000)
            return STATUS_DEVICE_NOT_CONNECTED~
    } while (status & EDU_STATUS_COMPUTING)~" BESIDE edu_card/edu_card.c INCLUDES edu_card)
edited(commented thread_last_instruction " */" " *
 * A word more.
 */")
