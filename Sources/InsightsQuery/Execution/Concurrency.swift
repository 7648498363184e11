private import Dispatch
private import Glibc

/// How many processors this process may use.
package let processorCount: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

/// The results of some pieces of work in their order, done at the same time if there is more than one.
///
/// - Parameters:
///   - count: how many pieces there are.
///   - threads: at most so many are worked on at a time.
///   - body: does the piece with that number; called from several threads.
/// - Returns: the results in the order of the pieces.
package func concurrentMap<Result>(count: Int, threads: Int, _ body: (Int) -> Result) -> [Result] {
    if count < 2 || threads < 2 { return (0..<count).map(body) }
    return withoutActuallyEscaping(body) { body in
        [Result](unsafeUninitializedCapacity: count) { results, initialized in
            // Every piece writes its own place only, and all places are read after all pieces are done.
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
