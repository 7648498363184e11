/// Carries lines to a program that drives a client, and its answers back.
public protocol LineChannel: Sendable {
    /// Sends one line and returns the line that answers it, both without their ends.
    ///
    /// - Throws: `SubjectError`, if the program has ended, takes too long or writes a line that is too long.
    func exchange(_ line: String) async throws(SubjectError) -> String
}
