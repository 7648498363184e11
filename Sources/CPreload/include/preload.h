// A library to load before the others of a dynamically linked program (LD_PRELOAD in ld.so(8)), where the system makes no
// namespaces. It leads the service's host names to the simulator, and the files of trusted certificates to another one.
//
// It takes what it needs from these variables.
#ifndef CPRELOAD_H
#define CPRELOAD_H

// The host names, with commas.
#define CPRELOAD_HOSTS "INSIGHTS_SIM_PRELOAD_HOSTS"
// The simulator's ports on 127.0.0.1: for TLS, a comma, and for plain HTTP.
#define CPRELOAD_PORTS "INSIGHTS_SIM_PRELOAD_PORTS"
// The file with the certificates to trust.
#define CPRELOAD_TRUST "INSIGHTS_SIM_PRELOAD_TRUST"
// The address that the host names resolve to; only connections to it are led to the simulator.
#define CPRELOAD_ADDRESS "127.83.73.77"

#endif
