import CLinux
import Glibc

/// An operating system thread, for work that blocks.
package struct NativeThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread; its name is truncated to the 15 bytes that the system keeps.
    package init(named name: String, _ body: @escaping @Sendable () -> Void) throws(ServerError) {
        let box = Unmanaged.passRetained(ThreadBody(name, body))
        var handle = pthread_t()
        let error = pthread_create(&handle, nil, runThread, box.toOpaque())
        guard error == 0 else {
            box.release()
            throw .system(call: "pthread_create", reason: errorText(error))
        }
        self.handle = handle
    }

    /// Waits until the thread has ended.
    ///
    /// Exactly one of `join` and `detach` must be called once.
    package func join() {
        pthread_join(handle, nil)
    }

    /// Releases the thread, which then ends independently.
    package func detach() {
        pthread_detach(handle)
    }
}

private final class ThreadBody {
    let name: String
    let run: @Sendable () -> Void

    init(_ name: String, _ run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let body = Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
    clinux_name_thread(String(body.name.prefix(15)))
    body.run()
    return nil
}
