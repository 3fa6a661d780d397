/** What AWS answers, or 'GONE' where it knows no such resource. */
export async function orGone<Answer>(answer: Promise<Answer>): Promise<Answer | 'GONE'> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') {
      return 'GONE';
    }
    throw error;
  }
}
