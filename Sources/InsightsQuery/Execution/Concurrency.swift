private import Dispatch
private import Glibc

/// The number of online processors, at least 1.
package let processorCount: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

/// Returns the results of some pieces of work in order, computed concurrently if there is more than one.
///
/// - Parameters:
///   - count: the number of pieces.
///   - threads: the maximum number of pieces in progress at the same time.
///   - body: computes the piece with the given index; called from several threads.
/// - Returns: the results in the order of the pieces.
package func concurrentMap<Result>(count: Int, threads: Int, _ body: (Int) -> Result) -> [Result] {
    if count < 2 || threads < 2 { return (0..<count).map(body) }
    return withoutActuallyEscaping(body) { body in
        [Result](unsafeUninitializedCapacity: count) { results, initialized in
            // Each piece writes only its own element, and the elements are read after all pieces are done.
            nonisolated(unsafe) let (results, body) = (results, body)
            let workers = min(count, threads)
            DispatchQueue.concurrentPerform(iterations: workers) { worker in
                for piece in stride(from: worker, to: count, by: workers) {
                    results.initializeElement(at: piece, to: body(piece))
                }
            }
            initialized = count
        }
    }
}
