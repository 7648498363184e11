import Glibc

/// The descriptors 0, 1 and 2, which a parent may have closed.
enum StandardDescriptors {
    /// Occupies those that are closed, so that no file that is opened later is taken for standard output.
    ///
    /// Writing to the place of standard output still fails.
    static func occupy() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is taken, which is this one.
            _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
