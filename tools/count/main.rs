//! Counts the instructions of the core's stages, compiled to WebAssembly as the page is, and fails where a stage takes
//! over a tenth more than was written down in `benches/instructions.json`. What it counts is what ran, instruction by
//! instruction ([`meter`]), and more for moving many bytes at once.
//!
//!     count            compares
//!     count --write    writes down what is counted now

mod meter;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};
use wasmi::{Caller, Engine, Extern, Func, Instance, Linker, Module, Store, Val};

/// A stage may take so many hundredths of what was written down.
const MOST: u64 = 110;

type Error = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match count(root).and_then(|counts| settle(root, &counts)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("count: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Compares with what was written down, or writes it down.
fn settle(root: &Path, counts: &BTreeMap<String, u64>) -> Result<ExitCode, Error> {
    let file = root.join("benches/instructions.json");
    if env::args().any(|argument| argument == "--write") {
        fs::write(&file, serde_json::to_string_pretty(counts)? + "\n")?;
        println!("count: {} stages written to {}", counts.len(), file.display());
        return Ok(ExitCode::SUCCESS);
    }
    let known: BTreeMap<String, u64> = serde_json::from_slice(&fs::read(&file)?)?;
    let mut code = ExitCode::SUCCESS;
    for (stage, &now) in counts {
        let before = known.get(stage).copied();
        let share = before.map_or(100, |before| now * 100 / before.max(1));
        println!("{stage:32} {now:14} instructions {share:4} %");
        if before.is_none_or(|before| now * 100 > before * MOST) {
            eprintln!(
                "count: {stage} takes {share} % of what benches/instructions.json says: find out why, or write \
                 down the new count with `make count WRITE=1` and say why in the commit."
            );
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The instructions of each stage.
fn count(root: &Path) -> Result<BTreeMap<String, u64>, Error> {
    let built = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .current_dir(root)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--release",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--bin", "counted", "--features", "counted"])
        .status()?;
    if !built.success() {
        return Err("the module of the stages does not compile".into());
    }
    let wasm = fs::read(root.join("target/wasm32-unknown-unknown/release/counted.wasm"))?;

    let metered = meter::metered(&wasm)
        .map_err(|error| format!("the module of the stages cannot be given a counter: {error}"))?;
    let engine = Engine::default();
    let module = Module::new(&engine, metered)?;
    let mut store = Store::new(&engine, ());
    let instance = instantiate(&engine, &module, &mut store)?;
    call(&instance, &mut store, "prepare", &[])?;
    let stages = call(&instance, &mut store, "stages", &[])?;
    let mut counts = BTreeMap::new();
    for stage in 0..stages {
        let mut name = String::new();
        while let Some(letter) = char::from_u32(call(
            &instance,
            &mut store,
            "letter",
            &[stage, name.len() as u32],
        )?) && letter != '\0'
        {
            name.push(letter);
        }
        let before = counted(&instance, &store)?;
        if call(&instance, &mut store, "run", &[stage])? == 0 {
            return Err(format!("the stage {name} found nothing: it would count nothing").into());
        }
        counts.insert(name, counted(&instance, &store)? - before);
    }
    Ok(counts)
}

/// The instructions that ran so far.
fn counted(instance: &Instance, store: &Store<()>) -> Result<u64, Error> {
    let counter = instance.get_global(store, meter::COUNTER);
    let count = counter.and_then(|counter| counter.get(store).i64());
    Ok(u64::try_from(count.ok_or("the module counts nothing")?)?)
}

/// The module, its imports of the page's glue stubbed: the core calls none of them.
fn instantiate(engine: &Engine, module: &Module, store: &mut Store<()>) -> Result<Instance, Error> {
    let mut linker = Linker::new(engine);
    for import in module.imports() {
        if let Some(kind) = import.ty().func() {
            let results = kind.results().to_vec();
            let stub = Func::new(
                &mut *store,
                kind.clone(),
                move |_: Caller<()>, _: &[Val], out: &mut [Val]| {
                    for (out, result) in out.iter_mut().zip(&results) {
                        *out = Val::default_for_ty(*result);
                    }
                    Ok(())
                },
            );
            linker.define(import.module(), import.name(), Extern::Func(stub))?;
        }
    }
    Ok(linker.instantiate_and_start(&mut *store, module)?)
}

fn call(instance: &Instance, store: &mut Store<()>, name: &str, arguments: &[u32]) -> Result<u32, Error> {
    // Exports are called after their functions, and a hash of the package behind that.
    let is_it = |export: &str| {
        let hash = export.strip_prefix(name).and_then(|rest| rest.strip_prefix('_'));
        hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let function = instance
        .exports(&*store)
        .find(|export| is_it(export.name()))
        .and_then(|export| export.into_func())
        .ok_or_else(|| format!("the module has no function {name}"))?;
    let arguments: Vec<Val> = arguments
        .iter()
        .map(|&argument| Val::I32(argument as i32))
        .collect();
    let mut results = vec![Val::I32(0); function.ty(&*store).results().len()];
    function.call(&mut *store, &arguments, &mut results)?;
    Ok(results.first().and_then(Val::i32).unwrap_or_default() as u32)
}
