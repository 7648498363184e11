// The parts of Linux that Swift's Glibc module does not import, or imports with types that differ between C libraries.
#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#endif
