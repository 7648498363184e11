import Glibc

if let call = SupervisorArguments(CommandLine.arguments) {
    ProcessSupervisor(call).run()
    _exit(0)
}
let exitCode = await CommandLineTool().run(Array(CommandLine.arguments.dropFirst()))
// Not `exit`: a worker may still be making the signing key, and OpenSSL's clean-up at exit would take it apart meanwhile.
_exit(exitCode.rawValue)
