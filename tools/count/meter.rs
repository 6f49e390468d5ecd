//! Writes a counter into a module: it then knows how many of its instructions ran.
//!
//! An interpreter's fuel does not say so: it is paid on entry into a function or a loop for all that stands in it, run
//! or not, and so tells how large functions are. Here every straight run of instructions (entered at its head alone, and
//! left at its end alone) adds its length at its head.

use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType, ImportSection,
    Instruction, InstructionSink, Module, ValType,
};
use wasmparser::{ExportSectionReader, FunctionBody, GlobalSectionReader, Import, Parser, TypeRef};

/// The exported global that counts; it only grows.
pub const COUNTER: &str = "counted_instructions";

/// Moving so many bytes, as a power of two, weighs as much as an instruction.
const BULK: i64 = 3;

type Result<T = ()> = std::result::Result<T, reencode::Error>;

/// The module `wasm` with a counter in it.
///
/// # Errors
/// When it is no module that can be read.
pub fn metered(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    Meter::default().parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// The two globals of the meter stand behind the module's own, which keep their numbers.
#[derive(Default)]
struct Meter {
    /// Globals of the module itself, and so the number of the counter.
    globals: u32,
}

impl Meter {
    /// Adds the number on top of the stack to the counter.
    fn add(&self, code: &mut InstructionSink) {
        code.global_get(self.globals).i64_add().global_set(self.globals);
    }

    /// Adds what so many bytes weigh; their number is on top of the stack and stays there.
    fn add_bulk(&self, code: &mut InstructionSink) {
        let len = self.globals + 1;
        code.global_set(len).global_get(len).global_get(len);
        code.i64_extend_i32_u().i64_const(BULK).i64_shr_u();
        self.add(code);
    }

    /// Writes a run with its length before it.
    fn write(&self, run: &mut Vec<Instruction>, function: &mut Function) {
        let count = run.iter().filter(|instruction| !is_mark(instruction)).count();
        if count > 0 {
            self.add(function.instructions().i64_const(count as i64));
        }
        for instruction in run.drain(..) {
            if moves_bytes(&instruction) {
                self.add_bulk(&mut function.instructions());
            }
            function.instruction(&instruction);
        }
    }
}

impl Reencode for Meter {
    type Error = std::convert::Infallible;

    fn parse_import(&mut self, imports: &mut ImportSection, import: Import<'_>) -> Result {
        self.globals += u32::from(matches!(import.ty, TypeRef::Global(_)));
        utils::parse_import(self, imports, import)
    }

    fn parse_global_section(&mut self, globals: &mut GlobalSection, own: GlobalSectionReader<'_>) -> Result {
        self.globals += own.count();
        utils::parse_global_section(self, globals, own)?;
        globals.global(variable(ValType::I64), &ConstExpr::i64_const(0));
        globals.global(variable(ValType::I32), &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(&mut self, exports: &mut ExportSection, own: ExportSectionReader<'_>) -> Result {
        utils::parse_export_section(self, exports, own)?;
        exports.export(COUNTER, ExportKind::Global, self.globals);
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut run = Vec::new();
        for operator in body.get_operators_reader()? {
            let instruction = self.instruction(operator?)?;
            let is_last = ends_run(&instruction);
            run.push(instruction);
            if is_last {
                self.write(&mut run, &mut function);
            }
        }
        code.function(&function);
        Ok(())
    }
}

fn variable(val_type: ValType) -> GlobalType {
    GlobalType {
        val_type,
        mutable: true,
        shared: false,
    }
}

/// Whether what stands behind may run more or less often than what stands before. Calls are no such place: what is called
/// comes back, or nothing is counted any more.
fn ends_run(instruction: &Instruction) -> bool {
    use Instruction::{
        Br, BrIf, BrTable, Else, End, If, Loop, Return, ReturnCall, ReturnCallIndirect, Unreachable,
    };
    matches!(
        instruction,
        If(_)
            | Else
            | Loop(_)
            | End
            | Br(_)
            | BrIf(_)
            | BrTable(..)
            | Return
            | ReturnCall(_)
            | ReturnCallIndirect { .. }
            | Unreachable
    )
}

/// Whether this only says where something begins or ends: no compiler makes anything of it.
fn is_mark(instruction: &Instruction) -> bool {
    use Instruction::{Block, Else, End, Loop};
    matches!(instruction, Block(_) | Loop(_) | Else | End)
}

fn moves_bytes(instruction: &Instruction) -> bool {
    use Instruction::{MemoryCopy, MemoryFill, MemoryInit};
    matches!(instruction, MemoryCopy { .. } | MemoryFill(_) | MemoryInit { .. })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "all of this is test code")]
mod tests {
    use super::*;
    use wasm_encoder::BlockType::Empty;
    use wasm_encoder::{FunctionSection, MemorySection, MemoryType, TypeSection};
    use wasmi::{Engine, Instance, Store};

    /// How many instructions run when a function of this body is called with `argument`.
    fn count(body: fn(&mut InstructionSink), argument: i32) -> i64 {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut globals = GlobalSection::new();
        globals.global(variable(ValType::F32), &ConstExpr::f32_const(1.0));
        let mut exports = ExportSection::new();
        exports.export("run", ExportKind::Func, 0);
        let mut function = Function::new([]);
        body(&mut function.instructions());
        let mut code = CodeSection::new();
        code.function(&function);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&memories);
        module.section(&globals).section(&exports).section(&code);

        let engine = Engine::default();
        let module = wasmi::Module::new(&engine, metered(&module.finish()).unwrap()).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let run = instance.get_typed_func::<i32, ()>(&store, "run").unwrap();
        run.call(&mut store, argument).unwrap();
        let counter = instance.get_global(&store, COUNTER).unwrap();
        counter.get(&store).i64().unwrap()
    }

    #[test]
    fn what_runs_counts_as_often_as_it_runs() {
        let body = |code: &mut InstructionSink| {
            code.local_get(0).if_(Empty).nop().nop().nop().else_().nop().end();
            // Up to ten: seven instructions each time, and one behind the last.
            code.loop_(Empty).local_get(0).i32_const(1).i32_add().local_tee(0);
            code.i32_const(10).i32_lt_u().br_if(0).nop().end().end();
        };
        assert_eq!(count(body, 0), 2 + 1 + 10 * 7 + 1);
        assert_eq!(count(body, 3), 2 + 3 + 7 * 7 + 1);
    }

    #[test]
    fn what_stands_behind_a_return_does_not_count() {
        let body = |code: &mut InstructionSink| {
            code.local_get(0).if_(Empty).return_().end().nop().nop().end();
        };
        assert_eq!(count(body, 0), 2 + 2);
        assert_eq!(count(body, 1), 2 + 1);
    }

    #[test]
    fn moving_bytes_weighs_by_their_number() {
        let fill = |code: &mut InstructionSink| {
            code.i32_const(0).i32_const(0).local_get(0).memory_fill(0).end();
        };
        let copy = |code: &mut InstructionSink| {
            code.i32_const(0)
                .i32_const(8)
                .local_get(0)
                .memory_copy(0, 0)
                .end();
        };
        assert_eq!(count(fill, 7), 4);
        assert_eq!(count(fill, 800), 4 + 100);
        assert_eq!(count(copy, 800), 4 + 100);
    }
}
