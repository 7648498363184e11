/// A source that has its next chunk when something happens, and waits for it without a thread.
public protocol PushedBodySource: HTTPBodySource {
    /// Calls a closure once, with the next chunk or nil at the end, at once or later, on any thread.
    ///
    /// Called after the last chunk was delivered. `nextChunk()` is for callers in process, which take what there is.
    func whenReady(_ deliver: @escaping @Sendable ([UInt8]?) -> Void)
}
