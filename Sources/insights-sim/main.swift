import Glibc

StandardDescriptors.occupy()
if let call = SupervisorArguments(CommandLine.arguments) {
    ProcessSupervisor(call).run()
    _exit(0)
}
let exitCode = await CommandLineTool().run(Array(CommandLine.arguments.dropFirst()))
// Not `exit`: a worker may still be creating the signing key, and OpenSSL's cleanup would free its data meanwhile.
_exit(exitCode.rawValue)
