/*
 * The service controller: which drivers are installed, and starting and stopping them (semantics 71). The database is the registry; a service's state is not
 * kept but asked of the I/O manager, so it cannot be wrong.
 *
 *   STOPPED --start--> RUNNING --stop--> STOP_PENDING (somebody holds the driver) --last holder gone--> STOPPED
 *
 * Everything here runs in the kernel, in the caller's thread, and gives Win32 errors. [moves] where drivers run: start and stop, and, where one listens to the
 * registry, whatever writes the database (controller.c).
 */
#ifndef NTSIM_SCM_H
#define NTSIM_SCM_H

#include <stdbool.h>
#include <stdint.h>
#include <wdm.h>

#include "win32/ntsim/service_types.h"

struct image_file;
struct scm_service;

void scm_boot(void); /* after cm, io */

/* A driver that the machine knows: there is a file of its name in C:\ntsim and in the system's folder of drivers. */
void scm_add_image(struct image_file *file);
/* The driver image that an ImagePath means: under \SystemRoot\, \??\C:\..., C:\..., or below the Windows folder. NULL: no such file, or no driver. */
struct image_file *scm_image_of(const WCHAR *image_path, size_t chars);

/* For the scenario: starts or stops a driver by its service name, which is installed at first use. */
uint32_t scm_start(const char *service);
uint32_t scm_stop(const char *service);

/* --- for the application's functions ------------------------------------------------------------------------------------------------------ */
struct scm_config {
    const char *name;
    const WCHAR *display_name, *image_path; /* NUL behind */
    uint32_t type, start, error_control;
};
/* Both give a service with its handle counted. */
uint32_t scm_create(const struct scm_config *config, struct scm_service **service);
uint32_t scm_open(const char *name, struct scm_service **service);
void scm_close(struct scm_service *service);
uint32_t scm_service_start(struct scm_service *service);
uint32_t scm_service_control(struct scm_service *service, uint32_t control, SERVICE_STATUS *status);
void scm_service_status(const struct scm_service *service, SERVICE_STATUS *status);
uint32_t scm_service_delete(struct scm_service *service);
/* What is SERVICE_NO_CHANGE, or NULL, stays; the name is the service's. */
uint32_t scm_service_change(struct scm_service *service, const struct scm_config *config);

#endif
