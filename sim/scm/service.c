/*
 * Services. The database is the registry key below Services; struct scm_service adds what a machine that runs knows: open handles, the mark for deletion.
 */
#include "scm/private.h"

#include "arena/arena.h"
#include "cm/cm.h"
#include "io/io.h"
#include "rtl/rtl.h"

#include "win32/winerror.h"

#include <stdio.h>
#include <string.h>

#define SERVICES "\\Registry\\Machine\\System\\CurrentControlSet\\Services"

struct scm_state *scm;

void scm_boot(void)
{
    scm = sim_alloc(sizeof *scm);
    list_init(&scm->files);
    list_init(&scm->services);
    scm_controller_boot();
    scm_disk_boot();
}

static struct cm_key *services_key(void)
{
    struct cm_key *key = cm_find_ascii(NULL, SERVICES);
    return key ? key : cm_make_ascii(NULL, SERVICES);
}

static struct cm_key *key_of(const struct scm_service *service)
{
    return cm_find_ascii(services_key(), service->name);
}

static bool same_name(const char *left, const char *right)
{
    for (; *left && *right; left++, right++)
        if (rtl_upcase((unsigned char)*left) != rtl_upcase((unsigned char)*right))
            return false;
    return *left == *right;
}

/* --- state: what the driver does ------------------------------------------------------------------------------------------------------------ */

static uint32_t state_of(const struct scm_service *service)
{
    struct io_driver_info driver;
    if (!io_driver_find(service->name, &driver) || driver.entry_failed)
        return SERVICE_STOPPED;
    switch (driver.state) {
    case IO_LOADED:
        return SERVICE_RUNNING;
    case IO_UNLOAD_PENDING:
    case IO_UNLOAD_INVOKED:
        return SERVICE_STOP_PENDING;
    default: /* its routine has returned and its name is gone: stopped, whatever still holds the image */
        return SERVICE_STOPPED;
    }
}

void scm_service_status(const struct scm_service *service, SERVICE_STATUS *status)
{
    const struct cm_key *key = key_of(service);
    uint32_t state = state_of(service);
    *status = (SERVICE_STATUS){.dwServiceType = key ? cm_get_dword(key, "Type", SERVICE_KERNEL_DRIVER) : SERVICE_KERNEL_DRIVER, .dwCurrentState = state};
    if (state == SERVICE_RUNNING)
        status->dwControlsAccepted = SERVICE_ACCEPT_STOP;
    if (state == SERVICE_STOPPED)
        status->dwWin32ExitCode = service->exit_code;
}

/* --- the database ------------------------------------------------------------------------------------------------------------------------------- */

static bool is_gone(const struct scm_service *service)
{
    return service->marked && !service->handles && state_of(service) == SERVICE_STOPPED;
}

static struct scm_service *first_gone(void)
{
    list_each(node, &scm->services)
    {
        struct scm_service *service = list_of(node, struct scm_service, link);
        if (is_gone(service))
            return service;
    }
    return NULL;
}

static uint32_t sweep_job(void *argument)
{
    (void)argument;
    struct scm_service *service;
    while ((service = first_gone()) != NULL) {
        list_remove(&service->link);
        if (!service->without_key)
            scm_database_delete(service->name);
        sim_free(service, sizeof *service);
    }
    return ERROR_SUCCESS;
}

/* Marked services go as soon as they can; asked whenever somebody looks. */
static void sweep(void)
{
    if (first_gone())
        scm_serve(sweep_job, NULL);
}

static struct scm_service *find(const char *name)
{
    list_each(node, &scm->services)
    {
        struct scm_service *service = list_of(node, struct scm_service, link);
        if (same_name(service->name, name))
            return service;
    }
    return NULL;
}

static struct scm_service *new_service(const char *name)
{
    struct scm_service *service = sim_alloc(sizeof *service);
    snprintf(service->name, sizeof service->name, "%s", name);
    service->exit_code = ERROR_SERVICE_NEVER_STARTED;
    list_append(&scm->services, &service->link);
    return service;
}

/* Another service with the same name for people. */
static bool display_name_taken(const struct scm_service *self, const WCHAR *display_name)
{
    size_t chars = rtl_length(display_name);
    list_each(node, &scm->services)
    {
        const struct scm_service *service = list_of(node, struct scm_service, link);
        size_t their_chars = 0;
        const struct cm_key *key = key_of(service);
        const WCHAR *theirs = key ? cm_get_string(key, "DisplayName", &their_chars) : NULL;
        if (theirs && service != self && rtl_compare(theirs, their_chars, display_name, chars, true) == 0)
            return true;
    }
    return false;
}

static bool valid_name(const char *name)
{
    size_t length = strlen(name);
    return length && length < SCM_NAME_MAX && !strpbrk(name, "/\\");
}

static uint32_t check(const struct scm_config *config)
{
    struct scm_service *there;
    if (!valid_name(config->name))
        return ERROR_INVALID_NAME;
    if (!config->image_path || !*config->image_path || config->start > SERVICE_DISABLED || config->error_control > SERVICE_ERROR_CRITICAL || !config->type)
        return ERROR_INVALID_PARAMETER;
    if ((there = find(config->name)) != NULL)
        return there->marked ? ERROR_SERVICE_MARKED_FOR_DELETE : ERROR_SERVICE_EXISTS;
    if (config->display_name && *config->display_name && display_name_taken(NULL, config->display_name))
        return ERROR_DUPLICATE_SERVICE_NAME;
    return ERROR_SUCCESS;
}

struct creation {
    const struct scm_config *config;
    struct scm_service *service; /* out */
};

/* It is known by its name before it is written: nobody else can create it meanwhile. */
static uint32_t create_job(void *argument)
{
    struct creation *creation = argument;
    struct scm_config config = *creation->config;
    uint32_t error = check(&config);
    if (error)
        return error;
    struct scm_service *made = creation->service = new_service(config.name);
    made->handles++;
    if (config.display_name && !*config.display_name)
        config.display_name = NULL;
    error = scm_database_create(&config);
    if (!error)
        return ERROR_SUCCESS;
    made->marked = made->without_key = true;
    scm_close(made);
    return error;
}

uint32_t scm_create(const struct scm_config *config, struct scm_service **service)
{
    struct creation creation = {config, NULL};
    sweep();
    uint32_t error = scm_serve(create_job, &creation);
    if (!error)
        *service = creation.service;
    return error;
}

struct change {
    struct scm_service *service;
    struct scm_config config;
};

static uint32_t change_job(void *argument)
{
    const struct change *change = argument;
    const struct scm_config *config = &change->config;
    if (change->service->marked)
        return ERROR_SERVICE_MARKED_FOR_DELETE;
    if ((config->start != SERVICE_NO_CHANGE && config->start > SERVICE_DISABLED) ||
        (config->error_control != SERVICE_NO_CHANGE && config->error_control > SERVICE_ERROR_CRITICAL) || !config->type)
        return ERROR_INVALID_PARAMETER;
    if (config->display_name && display_name_taken(change->service, config->display_name))
        return ERROR_DUPLICATE_SERVICE_NAME;
    return scm_database_change(config);
}

uint32_t scm_service_change(struct scm_service *service, const struct scm_config *config)
{
    struct change change = {service, *config};
    change.config.name = service->name;
    return scm_serve(change_job, &change);
}

/* A driver's key that somebody wrote into the registry is a service too. */
uint32_t scm_open(const char *name, struct scm_service **service)
{
    *service = NULL;
    if (!valid_name(name))
        return ERROR_INVALID_NAME;
    sweep();
    struct scm_service *found = find(name);
    const struct cm_key *key = found ? NULL : cm_find_ascii(services_key(), name);
    size_t chars;
    if (!found && key && cm_get_string(key, "ImagePath", &chars))
        found = new_service(name);
    if (!found)
        return ERROR_SERVICE_DOES_NOT_EXIST;
    found->handles++;
    *service = found;
    return ERROR_SUCCESS;
}

void scm_close(struct scm_service *service)
{
    sim_assert(service->handles > 0);
    service->handles--;
    sweep();
}

static uint32_t delete_job(void *argument)
{
    struct scm_service *service = argument;
    if (service->marked)
        return ERROR_SERVICE_MARKED_FOR_DELETE;
    uint32_t error = scm_database_mark(service->name);
    service->marked = !error;
    return error;
}

uint32_t scm_service_delete(struct scm_service *service)
{
    return scm_serve(delete_job, service);
}

/* --- starting and stopping ---------------------------------------------------------------------------------------------------------------------- */

/* What the registry says must be a driver that may start, and its file must be there. */
static uint32_t image_to_start(const struct scm_service *service, struct image_file **file)
{
    const struct cm_key *key = key_of(service);
    size_t chars = 0;
    const WCHAR *path = key ? cm_get_string(key, "ImagePath", &chars) : NULL;
    if (!path)
        return ERROR_SERVICE_DOES_NOT_EXIST;
    if (cm_get_dword(key, "Start", SERVICE_DEMAND_START) == SERVICE_DISABLED)
        return ERROR_SERVICE_DISABLED;
    if (!(cm_get_dword(key, "Type", 0) & SERVICE_DRIVER))
        ke_not_modelled("starting a service that is no driver");
    *file = scm_image_of(path, chars);
    return *file ? ERROR_SUCCESS : ERROR_FILE_NOT_FOUND;
}

static uint32_t load(const struct scm_service *service, struct image_file *file)
{
    WCHAR path[sizeof SERVICES + SCM_NAME_MAX];
    char narrow[sizeof SERVICES + SCM_NAME_MAX];
    bool broken;
    int length = snprintf(narrow, sizeof narrow, SERVICES "\\%s", service->name);
    size_t chars = rtl_utf8_to_utf16(narrow, (size_t)length, path, sizeof path / sizeof *path, &broken);
    UNICODE_STRING registry_path = {(USHORT)(chars * sizeof(WCHAR)), (USHORT)(chars * sizeof(WCHAR)), path};
    NTSTATUS status = io_driver_load(service->name, file, &registry_path);
    return NT_SUCCESS(status) ? ERROR_SUCCESS : rtl_dos_error(status);
}

uint32_t scm_service_start(struct scm_service *service)
{
    struct image_file *file = NULL;
    if (service->marked)
        return ERROR_SERVICE_MARKED_FOR_DELETE;
    if (state_of(service) != SERVICE_STOPPED)
        return ERROR_SERVICE_ALREADY_RUNNING;
    uint32_t error = image_to_start(service, &file);
    service->handles++; /* it must not vanish while the driver's code runs */
    if (!error)
        error = load(service, file);
    service->exit_code = error;
    scm_close(service);
    return error;
}

/* A driver that cannot be unloaded (no routine, or the PnP manager's) refuses with 1052. Success means: asked; the state says whether it is gone. */
static uint32_t stop(struct scm_service *service)
{
    NTSTATUS status = io_driver_unload(service->name);
    if (status == STATUS_INVALID_DEVICE_REQUEST)
        return ERROR_INVALID_SERVICE_CONTROL;
    return NT_SUCCESS(status) ? ERROR_SUCCESS : rtl_dos_error(status);
}

uint32_t scm_service_control(struct scm_service *service, uint32_t control, SERVICE_STATUS *status)
{
    uint32_t state = state_of(service), error = ERROR_SUCCESS;
    if (control != SERVICE_CONTROL_STOP && control != SERVICE_CONTROL_INTERROGATE)
        error = ERROR_INVALID_SERVICE_CONTROL;
    else if (state == SERVICE_STOPPED)
        error = ERROR_SERVICE_NOT_ACTIVE;
    else if (control == SERVICE_CONTROL_STOP && state == SERVICE_STOP_PENDING)
        error = ERROR_SERVICE_CANNOT_ACCEPT_CTRL;
    service->handles++;
    if (!error && control == SERVICE_CONTROL_STOP)
        error = stop(service);
    scm_service_status(service, status);
    scm_close(service);
    return error;
}
