import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.MachineComplexityEvaluator;

/**
 * Asks event-ruler, the matcher that EventBridge runs. One question per line, {"pattern": …, "events": […]}, and one
 * answer per line: {"matches": [true, …], "complexity": 9}, or {"refused": "why"}.
 */
public final class Answer {
  /** The evaluator counts no further than this. */
  private static final int MOST = 1_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(JSON.readTree(line)));
    }
    out.flush();
  }

  private static ObjectNode answer(JsonNode question) {
    ObjectNode answer = JSON.createObjectNode();
    Machine machine = Machine.builder().build();
    try {
      machine.addRule("rule", question.get("pattern").toString());
    } catch (Exception refusal) {
      return answer.put("refused", refusal.toString());
    }
    ArrayNode matches = answer.putArray("matches");
    for (JsonNode event : question.get("events")) {
      matches.add(!machine.rulesForJSONEvent(event).isEmpty());
    }
    return answer.put("complexity", machine.evaluateComplexity(new MachineComplexityEvaluator(MOST)));
  }
}
