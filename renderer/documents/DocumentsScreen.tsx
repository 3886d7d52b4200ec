import { DocumentsPanel } from './DocumentsPanel.tsx';

/** All documents. */
export function DocumentsScreen() {
  return (
    <div className="screen-main documents-screen" data-region="Documents">
      <DocumentsPanel />
    </div>
  );
}
