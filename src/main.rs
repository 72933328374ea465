use std::process::ExitCode;

fn main() -> ExitCode {
    let Err(error) = maquette::demos::gallery().serve() else {
        return ExitCode::SUCCESS;
    };
    eprintln!("maquette: {error:#}");
    ExitCode::FAILURE
}
