/*
 * Addresses and their text, in one width: bytes as they go over the network, ASCII text. Readers give where they stopped, which the caller looks at; NULL: there is no
 * address. Writers give the length; the text ends with a NUL and needs at most RTL_IP_TEXT.
 */
#ifndef NTSIM_RTL_IP_TEXT_H
#define NTSIM_RTL_IP_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTL_IP_TEXT 80

/* Strict: four decimal parts. Else the last part fills what is left, and a part may be octal (0...) or hexadecimal (0x...). */
const char *rtl_ip4_read(const char *text, bool strict, uint8_t address[4]);
const char *rtl_ip6_read(const char *text, uint8_t address[16]);
/* Pairs of digits with '-' or ':' between them, the same throughout. */
const char *rtl_ethernet_read(const char *text, uint8_t address[6]);
/* A number in the notations of C, at most `max`. */
const char *rtl_number_read(const char *text, uint64_t max, uint64_t *value);

size_t rtl_ip4_write(char *text, const uint8_t address[4]);
size_t rtl_ip6_write(char *text, const uint8_t address[16]);
size_t rtl_ethernet_write(char *text, const uint8_t address[6]);

#endif
